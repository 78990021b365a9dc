using System.Text.Json;
using ChaosHarness.Watchers.Addresses;
using ChaosHarness.Watchers.Etcd;
using ChaosHarness.Watchers.Patroni;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Postgres;
using ChaosHarness.Watching;

namespace ChaosHarness.Tests.Watchers;

public sealed class PatroniTests
{
    [Theory]
    [InlineData("""{"state":"running","role":"master","timeline":3,"xlog":{"location":67108960},"dcs_last_seen":1700000000}""", "primary")]
    [InlineData("""{"state":"running","role":"replica","xlog":{"received_location":1,"replayed_location":1}}""", "replica")]
    [InlineData("""{"state":"streaming","role":"replica"}""", "replica")]
    [InlineData("""{"state":"creating replica","role":"replica"}""", "creating-replica")]
    [InlineData("""{"state":"stopping","role":"master"}""", "stopping")]
    [InlineData("""{"state":"running","role":"primary"}""", "primary")]
    public void A_member_is_its_role_while_it_runs_and_its_state_otherwise(string json, string expected) =>
        Assert.Equal(expected, PatroniMember.Understand("pg1", Parse(json)).Value);

    [Fact]
    public void Timeline_position_and_pause_of_a_member_are_kept()
    {
        Answer answer = PatroniMember.Understand(
            "pg1", Parse("""{"state":"running","role":"master","timeline":3,"xlog":{"location":67108960},"pause":true}"""));

        Assert.Equal(("3", "67108960", "true"), (answer.Data["timeline"], answer.Data["lsn"], answer.Data["pause"]));
    }

    [Theory]
    [InlineData("""{"header":{"member_id":"7"},"leader":"7","raftTerm":"2"}""", "leader")]
    [InlineData("""{"header":{"member_id":"7"},"leader":"9","raftTerm":"2"}""", "follower")]
    [InlineData("""{"header":{"member_id":"7"},"raftTerm":"2"}""", "no-leader")]
    public void A_member_of_etcd_leads_follows_or_knows_no_leader(string json, string expected) =>
        Assert.Equal(expected, EtcdMember.Understand("pg1", 200, Parse(json)).Value);

    [Fact]
    public void A_key_has_a_holder_and_its_renewals_show()
    {
        IReadOnlyList<Answer> held = KeyHolder.UnderstandV2("pg1", Parse(
            """{"action":"get","node":{"key":"/service/x/leader","value":"pg2","ttl":17,"modifiedIndex":42,"createdIndex":9}}"""));
        IReadOnlyList<Answer> gone = KeyHolder.UnderstandV2(
            "pg1", Parse("""{"errorCode":100,"message":"Key not found","cause":"/service/x/leader","index":5}"""));

        Assert.Equal([("pg1", "pg2"), ("pg1/renewal", "42")], held.Select(a => (a.Subject, a.Value)));
        Assert.Equal("17", held[0].Data["ttl"]);
        Assert.Equal(KeyHolder.None, gone[0].Value);
        Assert.Equal(Observation.Error, KeyHolder.UnderstandV2("pg1", Parse("""{"errorCode":300,"message":"Raft Internal Error"}"""))[0].Value);
    }

    [Fact]
    public void A_key_of_version_3_is_asked_for_and_read_in_base64()
    {
        Assert.Equal("""{"key":"L2E=","serializable":true}""", KeyHolder.RangeV3("/a"));
        Assert.Equal("pg2", KeyHolder.UnderstandV3("pg1", Parse(
            """{"kvs":[{"key":"L2E=","value":"cGcy","mod_revision":"12","lease":"77"}],"count":"1"}"""))[0].Value);
        Assert.Equal(KeyHolder.None, KeyHolder.UnderstandV3("pg1", Parse("""{"header":{"revision":"5"}}"""))[0].Value);
    }

    [Fact]
    public void Own_addresses_are_those_that_the_kernel_calls_local()
    {
        const string table =
            """
            Main:
              +-- 0.0.0.0/1 2 0 2
                 +-- 10.77.0.0/24 2 0 2
                    |-- 10.77.0.0
                       /24 link UNICAST
                    |-- 10.77.0.2
                       /32 host LOCAL
                    |-- 10.77.0.100
                       /32 host LOCAL
                    |-- 10.77.0.255
                       /32 link BROADCAST
            """;

        Assert.Equal<IEnumerable<string>>(
            ["10.77.0.100", "10.77.0.2"], LocalAddresses.Read(table).Select(a => $"{a}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_server_in_recovery_is_a_replica()
    {
        Answer replica = PgRole.Understand("pg2", [["t", "3", "67108864", "67108864", "streaming", "", null]]);
        Answer primary = PgRole.Understand("pg1", [["f", "4", "67108999", null, null, "pg2", "pg2=streaming/sync"]]);

        Assert.Equal((PgRole.Replica, "streaming"), (replica.Value, replica.Data["receiver"]));
        Assert.Equal((PgRole.Primary, "4", "pg2=streaming/sync"), (primary.Value, primary.Data["timeline"], primary.Data["replicas"]));
    }

    [Theory]
    [InlineData("""{"mode":"automatic","exists":true,"writable":true}""", "usable")]
    [InlineData("""{"mode":"Required","exists":true,"writable":true}""", "usable")]
    [InlineData("""{"mode":"automatic","exists":true,"writable":false}""", "closed")]
    [InlineData("""{"mode":"required","exists":false,"writable":false}""", "absent")]
    [InlineData("""{"mode":false,"exists":true,"writable":true}""", "off")] // off without quotes, as YAML reads it
    [InlineData("""{"mode":"off","exists":true,"writable":true}""", "off")]
    [InlineData("""{"mode":"atomatic","exists":true,"writable":true}""", "off")]
    public void A_watchdog_is_of_use_when_it_is_on_and_may_be_written(string own, string expected) =>
        Assert.Equal(expected, PatroniOwnFile.Watchdog(Parse(own)));

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement.Clone();
}
