using ChaosHarness.Watchers.Pacemaker;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Tests.Watchers;

/// <summary>What Pacemaker 2.1.5 and Corosync 3.1.7 of Debian 12 wrote, in their own words.</summary>
public sealed class PacemakerTests
{
    private const string Time = "Nov 21 12:27:39.782 sc1 ";

    private const string Status = """
        <pacemaker-result api-version="2.25" request="crm_mon -1 -r --output-as=xml">
          <pacemakerd sys_from="pacemakerd" state="running" last_updated="2026-11-21 12:05:18Z"/>
          <summary>
            <current_dc present="true" version="2.1.5-a3f44794f94" name="sc2" id="2" with_quorum="true" mixed_version="false"/>
          </summary>
          <nodes>
            <node name="sc1" online="true" standby="false" maintenance="false" pending="false" unclean="false"/>
            <node name="sc2" online="true" standby="false" maintenance="false" pending="false" unclean="false"/>
          </nodes>
          <resources>
            <group id="starcounter" number_resources="1" managed="true" disabled="false">
              <resource id="webapp" role="Started" active="true" orphaned="false" blocked="false" failed="false">
                <node name="sc1" id="1" cached="true"/>
              </resource>
            </group>
            <resource id="fence" role="Stopped" target_role="Stopped" orphaned="false" blocked="false" failed="false"/>
          </resources>
        </pacemaker-result>
        """;

    [Theory]
    [InlineData("pacemaker-controld  [30] (log_executor_event) \tnotice: Result of start operation for webapp on sc1: ok | CIB update 29, rc=0",
        "sc1 webapp start ok")]
    [InlineData("pacemaker-controld  [30] (log_executor_event) \tnotice: Result of monitor operation for database on sc1: not running | rc=7",
        "sc1 database monitor not running")]
    [InlineData("pacemaker-controld  [30] (log_executor_event) \tinfo: Result of monitor operation for webapp on sc1: Cancelled | graph action confirmed",
        "sc1 webapp monitor Cancelled")]
    [InlineData("pacemaker-controld  [30] (update_peer_state_iter) \tnotice: Node sc3 state is now lost | nodeid=3 previous=member", "sc3 sc3 lost")]
    [InlineData("pacemaker-controld  [30] (quorum_notification_cb) \twarning: Quorum lost | membership=14 members=1", "sc1 sc1 quorum lost")]
    [InlineData("pacemaker-controld  [30] (pcmk__corosync_quorum_connect) \tnotice: Quorum acquired", "sc1 sc1 quorum acquired")]
    [InlineData("pacemaker-controld  [30] (execute) \tnotice: Requesting fencing (off) of node sc2 | action=1 timeout=60", "sc2 sc2 fencing requested")]
    [InlineData("pacemaker-controld  [30] (handle_fence_notification) \tnotice: Peer sc3 was terminated (off) by sc2 on behalf of pacemaker-controld.21@sc2: OK | event=0",
        "sc3 sc3 fenced")]
    [InlineData("pacemaker-controld  [30] (handle_fence_notification) \terror: Peer sc3 was not terminated (off) by <anyone> on behalf of x: No such device",
        "sc3 sc3 fencing failed")]
    [InlineData("pacemaker-attrd     [28] (update_attr_on_host) \tnotice: Setting fail-count-database#monitor_2000[sc1]: (unset) -> 1 | from sc3",
        "sc1 database fail-count 1")]
    [InlineData("pacemaker-schedulerd[29] (check_threshold) \twarning: starcounter cannot run on sc1 due to reaching migration threshold (clean up resource to allow again)| x",
        "sc1 starcounter threshold reached")]
    public void A_line_of_the_log_announces_what_was_done_where(string line, string expected)
    {
        ClusterAnnouncement? announced = ClusterAnnouncement.Read(Time + line, "sc1");

        Assert.Equal(expected, $"{announced?.Node} {announced?.Subject} {announced?.Value}");
    }

    [Theory]
    [InlineData(Time + "pacemaker-fenced    [16] (update_peer_state_iter) \tnotice: Node sc3 state is now lost | nodeid=3")]
    [InlineData(Time + "pacemaker-controld  [30] (do_log) \tinfo: Input I_PENDING received in state S_STARTING from do_started")]
    [InlineData("Nov 21 12:52:48  database(database)[242]:    INFO: scdata is active")]
    [InlineData("")]
    public void Other_lines_announce_nothing(string line) => Assert.Null(ClusterAnnouncement.Read(line, "sc1"));

    [Theory]
    [InlineData("", "", "ok")]
    [InlineData("with_quorum=\"true\"", "with_quorum=\"false\"", "no-quorum")]
    [InlineData("present=\"true\"", "present=\"false\"", "no-dc")]
    [InlineData("state=\"running\"", "state=\"init\"", "starting")]
    [InlineData("name=\"sc2\" online=\"true\"", "name=\"sc2\" online=\"false\"", "degraded")]
    [InlineData("unclean=\"false\"", "unclean=\"true\"", "degraded")]
    [InlineData("role=\"Started\"", "role=\"Stopped\"", "degraded")]
    [InlineData("blocked=\"false\" failed=\"false\"", "blocked=\"true\" failed=\"false\"", "degraded")]
    public void A_node_sees_the_cluster_in_order_or_says_what_is_not(string old, string replacement, string expected)
    {
        string xml = old.Length > 0 ? Status.Replace(old, replacement, StringComparison.Ordinal) : Status;

        Assert.Equal(expected, ClusterStatus.Read("sc1", xml)[0].Value);
    }

    [Fact]
    public void Each_resource_has_the_role_that_it_has_on_this_node()
    {
        Assert.Equal(["sc1 ok", "sc1/webapp Started", "sc1/fence Stopped"], Seen("sc1"));
        Assert.Equal(["sc2 ok", "sc2/webapp Stopped", "sc2/fence Stopped"], Seen("sc2"));

        static IEnumerable<string> Seen(string node) => ClusterStatus.Read(node, Status).Select(a => $"{a.Subject} {a.Value}");
    }

    [Fact]
    public void What_is_wrong_is_written_down()
    {
        Answer answer = ClusterStatus.Read("sc1", Status.Replace("name=\"sc2\" online=\"true\"", "name=\"sc2\" online=\"false\"", StringComparison.Ordinal))[0];

        Assert.Equal(("sc2 offline", "sc1", "sc2"), (answer.Data["wrong"], answer.Data["online"], answer.Data["dc"]));
    }

    [Fact]
    public void A_cluster_that_does_not_run_says_nothing_that_can_be_read() =>
        Assert.Throws<IOException>(() => ClusterStatus.Read("sc1", "crm_mon: Connection to cluster failed"));

    [Fact]
    public void Times_of_corosync_are_those_in_force()
    {
        const string listing = """
            quorum.wait_for_all (u8) = 1
            runtime.config.totem.consensus (u32) = 1980
            runtime.config.totem.token (u32) = 1650
            runtime.votequorum.two_node (u8) = 0
            totem.token (u32) = 1000
            """;

        Assert.Equal(
            [("token", "1650"), ("consensus", "1980"), ("two_node", "0"), ("wait_for_all", "1"), ("device.timeout", "0")],
            ClusterConfiguration.Corosync(listing));
        Assert.Contains(("device.timeout", "10000"), ClusterConfiguration.Corosync($"{listing}\nquorum.device.model (str) = net"));
        Assert.Contains(("device.timeout", "4000"), ClusterConfiguration.Corosync(
            $"{listing}\nquorum.device.model (str) = net\nquorum.device.timeout (u32) = 4000"));
    }

    [Fact]
    public void Options_have_pacemakers_defaults_where_nobody_set_them()
    {
        Dictionary<string, string> values = ClusterConfiguration.Pacemaker("""
            <cib><configuration>
              <crm_config><cluster_property_set id="c"><nvpair id="s" name="stonith-enabled" value="false"/></cluster_property_set></crm_config>
              <resources><group id="g"><primitive id="webapp"><operations>
                <op id="m" name="monitor" interval="2s" timeout="1min"/><op id="p" name="stop" interval="0s" timeout="20s"/>
              </operations></primitive></group></resources>
              <rsc_defaults><meta_attributes id="d"><nvpair id="t" name="migration-threshold" value="3"/></meta_attributes></rsc_defaults>
            </configuration></cib>
            """).ToDictionary();

        Assert.Equal(("false", "3", "60s", "900s"), (values["pacemaker.stonith-enabled"], values["pacemaker.migration-threshold"],
            values["pacemaker.stonith-timeout"], values["pacemaker.cluster-recheck-interval"]));
        Assert.Equal(("2s", "60s", "20s"), (values["webapp.monitor.interval"], values["webapp.monitor.timeout"], values["webapp.stop.timeout"]));
    }
}
