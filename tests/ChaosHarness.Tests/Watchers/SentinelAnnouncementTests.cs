using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Redis;
using ChaosHarness.Watchers.Redis.Resp;

namespace ChaosHarness.Tests.Watchers;

public sealed class SentinelAnnouncementTests
{
    private readonly InstanceNames _names = new(
        [StandingNode.At("redis1", "10.77.0.1"), StandingNode.At("redis2", "10.77.0.2")]);

    [Fact]
    public void Names_the_node_of_the_instance_that_is_down()
    {
        SentinelAnnouncement odown = Read("+odown", "master db1 10.77.0.1 6379 #quorum 2/2");

        Assert.Equal("redis1", odown.Subject);
        Assert.Equal("master", odown.Data["type"]);
        Assert.Equal("db1", odown.Data["master"]);
        Assert.Equal("10.77.0.1:6379", odown.Data["address"]);
        Assert.Equal("master db1 10.77.0.1 6379 #quorum 2/2", odown.Data["message"]);
    }

    [Fact]
    public void Names_the_replica_and_not_its_master()
    {
        SentinelAnnouncement selected = Read(
            "+selected-slave", "slave 10.77.0.2:6379 10.77.0.2 6379 @ db1 10.77.0.1 6379");

        Assert.Equal("redis2", selected.Subject);
        Assert.Equal("db1", selected.Data["master"]);
    }

    [Fact]
    public void Names_both_sides_of_a_switch_and_is_about_the_new_master()
    {
        SentinelAnnouncement moved = Read("+switch-master", "db1 10.77.0.1 6379 10.77.0.2 6379");

        Assert.Equal("redis2", moved.Subject);
        Assert.Equal(("redis1", "redis2"), (moved.Data["from"], moved.Data["to"]));
    }

    [Fact]
    public void Names_the_sentinel_that_got_the_vote_once_its_id_is_known()
    {
        Assert.Null(Read("+vote-for-leader", "5e5e 12").Subject);

        _names.Learn("5e5e", "redis2");

        Assert.Equal("redis2", Read("+vote-for-leader", "5e5e 12").Subject);
    }

    [Theory]
    [InlineData("+new-epoch", "12")]
    [InlineData("+tilt", "#tilt mode entered")]
    [InlineData("+switch-master", "")]
    [InlineData("+sdown", "master")]
    public void Is_about_no_instance_when_none_is_named(string channel, string message)
    {
        SentinelAnnouncement announced = Read(channel, message);

        Assert.Null(announced.Subject);
        Assert.Equal(message, announced.Data["message"]);
    }

    [Fact]
    public void Keeps_the_address_of_an_instance_that_is_no_node() =>
        Assert.Equal("10.9.9.9:6379", Read("+slave", "slave 10.9.9.9:6379 10.9.9.9 6379 @ db1 10.77.0.1 6379").Subject);

    [Theory]
    [InlineData("master", 2, 2, "ok")]
    [InlineData("master", 1, 2, "insufficient")]
    [InlineData("master", 2, 1, "insufficient")]
    [InlineData("s_down,master", 2, 2, "sdown")]
    [InlineData("s_down,o_down,master", 2, 2, "odown")]
    [InlineData("s_down,o_down,master,failover_in_progress", 0, 0, "failover")]
    public void Sums_up_what_a_sentinel_sees(string flags, int others, int replicas, string expected)
    {
        RespValue reply = Fields("ip", "10.77.0.1", "port", "6379", "flags", flags,
            "num-other-sentinels", $"{others}", "num-slaves", $"{replicas}", "quorum", "2");

        Answer view = new SentinelView(_names, sentinels: 3, replicas: 2).Understand("redis3", reply);

        Assert.Equal(("redis3", expected), (view.Subject, view.Value));
        Assert.Equal(("redis1", "10.77.0.1:6379"), (view.Data["primary"], view.Data["address"]));
    }

    [Fact]
    public void Passes_on_the_error_of_a_sentinel_that_knows_no_such_master()
    {
        RespValue reply = new RespValue.Error("ERR No such master with that name");

        Answer view = new SentinelView(_names, 3, 2).Understand("redis3", reply);

        Assert.Equal(("error", "ERR No such master with that name"), (view.Value, view.Data["error"]));
    }

    private SentinelAnnouncement Read(string channel, string message) =>
        SentinelAnnouncement.Read(channel, message, _names);

    private static RespValue.Many Fields(params string[] fields) =>
        new([.. fields.Select(f => new RespValue.Bulk(System.Text.Encoding.UTF8.GetBytes(f)))]);
}
