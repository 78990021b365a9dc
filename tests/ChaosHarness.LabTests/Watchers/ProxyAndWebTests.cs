using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Kit;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.LabTests.Watchers;

public sealed class ProxyAndWebTests : RedisLabTests
{
    private INode Proxy => Lab.Node("proxy");

    [Fact]
    public async Task Sees_what_HAProxy_holds_of_its_servers()
    {
        await using Watched watch = Watched.Begin(RedisStack.HAProxy, Lab);

        await watch.SeesAsync("web/web1", "UP");
        JournalEvent dead = await watch.SeesAsync("web/web2", "DOWN");
        await watch.SeesAsync("proxy", "answering");

        Assert.Equal("L4CON", dead.Data["check_status"]);
        Assert.True(int.Parse(dead.Data["lastchg"], null) >= 0);
    }

    [Fact]
    public async Task Everything_is_silent_while_HAProxy_is_stopped_and_down_when_it_is_killed()
    {
        await using Watched watch = Watched.Begin(RedisStack.HAProxy, Lab);
        await watch.SeesAsync("web/web1", "UP");

        Moment stopped = Proxy.Pause("haproxy");
        stopped.IsWithin(await watch.SeesAsync("web/web1", "silent", stopped.Before));
        Moment continued = Proxy.Continue("haproxy");
        continued.IsWithin(await watch.SeesAsync("web/web1", "UP", continued.Before));
        Moment killed = Proxy.Kill("haproxy");
        killed.IsWithin(await watch.SeesAsync("web/web1", "down", killed.Before));
        await watch.SeesAsync("proxy", "down", killed.Before);
        await Proxy.StartServiceAsync("haproxy");
        await watch.SeesAsync("web/web1", "UP", killed.After);
    }

    [Fact]
    public async Task Sees_one_backend_when_only_that_is_wanted()
    {
        WatchSpec spec = RedisStack.Watch(
            "proxy", "haproxy", ["proxy"], ("socket", "/run/ha.sock"), ("backend", "nobody"));
        await using (Watched settled = Watched.Begin(RedisStack.HAProxy, Lab))
            await settled.SeesAsync("proxy", "answering");

        Observation only = Assert.Single(await Watched.Create(spec, Lab).LookAsync(Ct));

        Assert.Equal(("proxy", "answering"), (only.Subject, only.Value));
    }

    [Fact]
    public async Task Sees_whether_a_web_server_is_ready_not_ready_silent_or_down()
    {
        await using Watched ready = Watched.Begin(RedisStack.Web, Lab);
        await using Watched sick = Watched.Begin(
            RedisStack.Watch("sick", "http-ready", ["proxy"], ("port", "8081"), ("path", "/sick")), Lab);

        Assert.Equal("200", (await ready.SeesAsync("proxy", "ready")).Data["status"]);
        Assert.Equal("503", (await sick.SeesAsync("proxy", "not-ready")).Data["status"]);
        Moment stopped = Proxy.Pause("haproxy");
        stopped.IsWithin(await ready.SeesAsync("proxy", "silent", stopped.Before));
        Moment continued = Proxy.Continue("haproxy");
        continued.IsWithin(await ready.SeesAsync("proxy", "ready", continued.Before));
        Moment killed = Proxy.Kill("haproxy");
        killed.IsWithin(await ready.SeesAsync("proxy", "down", killed.Before));
    }

    [Theory]
    [InlineData("echo primary; echo more", "primary", "0")]
    [InlineData("echo replica; exit 3", "replica", "3")]
    [InlineData("exit 3", "failed", "3")]
    [InlineData("true", "nothing", "0")]
    public async Task The_first_line_of_a_command_is_the_value(string command, string value, string exitCode)
    {
        WatchSpec spec = RedisStack.Watch("mine", "command", ["proxy"], ("command", command));

        Observation seen = Assert.Single(await Watched.Create(spec, Lab).LookAsync(Ct));

        Assert.Equal((value, exitCode), (seen.Value, seen.Data["exit-code"]));
    }

    [Fact]
    public async Task A_command_that_does_not_end_is_silent()
    {
        WatchSpec spec = RedisStack.Watch("mine", "command", ["proxy"], ("command", "sleep 60"), ("timeout", "100ms"));

        Assert.Equal("silent", Assert.Single(await Watched.Create(spec, Lab).LookAsync(Ct)).Value);
    }
}
