using System.Net;

namespace ChaosHarness.LabTests.Reference;

/// <summary>The web tier while nothing is wrong with Redis.</summary>
public sealed class WebAppServes
{
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Documents_registers_and_counters_from_the_master()
    {
        await using RedisRig rig = await RedisRig.StartAsync(Never);
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig);

        Assert.Equal(HttpStatusCode.NotFound, (await web.GetAsync("/documents/d/last")).Status);
        Assert.Equal("""{"key":"d","ids":[]}""", (await web.GetAsync("/documents/d")).Body);
        WebAnswer first = await web.PostAsync("/documents/d/9223372036854775807");
        WebAnswer second = await web.PostAsync("/documents/d/0");
        Assert.Equal((HttpStatusCode.Created, "1"), (first.Status, first.Text("length")));
        Assert.Equal((HttpStatusCode.Created, "2"), (second.Status, second.Text("length")));
        Assert.Equal(("web-1", rig.First.Address), (second.ServedBy, second.RedisNode));
        Assert.Equal("""{"id":0}""", (await web.GetAsync("/documents/d/last")).Body);
        Assert.Equal("""{"key":"d","ids":[9223372036854775807,0]}""", (await web.GetAsync("/documents/d")).Body);
        Assert.Equal("0", await rig.First.CliAsync("HGET", "session:d", "last-id"));
        Assert.NotEqual("-1", await rig.First.CliAsync("TTL", "session:d"));

        Assert.Equal(HttpStatusCode.NotFound, (await web.GetAsync("/registers/r")).Status);
        Assert.Equal(HttpStatusCode.OK, (await web.SendAsync(HttpMethod.Put, "/registers/r/some%20value")).Status);
        Assert.Equal("""{"key":"r","value":"some value"}""", (await web.GetAsync("/registers/r")).Body);

        Assert.Equal("""{"key":"c","value":0}""", (await web.GetAsync("/counters/c")).Body);
        Assert.Equal("""{"key":"c","value":1}""", (await web.PostAsync("/counters/c/increment")).Body);
        WebAnswer counter = await web.GetAsync("/counters/c");
        Assert.Equal("""{"key":"c","value":1}""", counter.Body);
        Assert.Equal(rig.First.Address, counter.RedisNode);
    }

    [Theory]
    [InlineData("/documents/d/-1")]
    [InlineData("/documents/d/9223372036854775808")]
    [InlineData("/documents/d/one")]
    [InlineData("/documents/d%20e/1")]
    [InlineData("/counters/c%0Ad/increment")]
    public async Task Refuses_a_bad_request_before_it_reaches_Redis(string path)
    {
        // Without sentinels: only what is refused at once can be anything but 503.
        await using WebAppProcess web = WebAppProcess.Start(
            new Dictionary<string, string> { ["Redis__Sentinels__0"] = "127.0.0.1:1" });
        await web.BecomesAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Equal(HttpStatusCode.BadRequest, (await web.PostAsync(path)).Status);
    }

    [Fact]
    public async Task Many_clients_at_once_without_losing_or_doubling_anything()
    {
        await using RedisRig rig = await RedisRig.StartAsync(Never);
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig);

        const int clients = 50;
        const int each = 20;
        await Parallel.ForAsync(0, clients, TestContext.Current.CancellationToken, async (client, _) =>
        {
            for (int i = 0; i < each; i++)
            {
                WebAnswer append = await web.PostAsync($"/documents/many/{(client * each) + i}");
                Assert.True(append.Status == HttpStatusCode.Created, append.ToString());
                Assert.Equal(HttpStatusCode.OK, (await web.PostAsync("/counters/many/increment")).Status);
            }
        });

        Assert.Equal(
            Enumerable.Range(0, clients * each),
            (await rig.DocumentAsync("many")).Select(id => int.Parse(id, null)).Order());
        Assert.Equal(
            (clients * each).ToString(null as IFormatProvider), (await web.GetAsync("/counters/many")).Text("value"));
    }

    [Fact]
    public async Task What_runs_here_and_that_it_is_alive()
    {
        await using WebAppProcess web = WebAppProcess.Start(
            new Dictionary<string, string> { ["Redis__Sentinels__0"] = "127.0.0.1:1" });
        await web.BecomesAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Equal(HttpStatusCode.OK, (await web.GetAsync("/health/live")).Status);
        WebAnswer version = await web.GetAsync("/version");
        Assert.Equal(("WebApp", "web-1"), (version.Text("name"), version.Text("node")));
        Assert.Equal(web.Process.Id.ToString(null as IFormatProvider), version.Text("processId"));
    }

    [Fact]
    public async Task Nothing_when_badly_configured_and_says_all_that_is_wrong()
    {
        await using WebAppProcess web = WebAppProcess.Start(new Dictionary<string, string>
        {
            ["Redis__OperationTimeout"] = "fast",
            ["Redis__MasterNam"] = "db2",
        });

        await web.Process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(78, web.Process.ExitCode);
        string said = string.Join('\n', web.Log);
        Assert.Contains("3 bad settings", said, StringComparison.Ordinal);
        Assert.Contains("Redis:OperationTimeout is 'fast'", said, StringComparison.Ordinal);
        Assert.Contains("Redis:MasterNam is not a setting", said, StringComparison.Ordinal);
        Assert.Contains("Redis:Sentinels names no host", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_while_it_drains_and_then_stops_cleanly()
    {
        await using RedisRig rig = await RedisRig.StartAsync(Never);
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig, ("WebApp__DrainDelay", "00:00:02"));

        await Command.SignalAsync(web.Process, "TERM");
        await web.BecomesAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.Created, (await web.PostAsync("/documents/d/1")).Status);
        await web.Process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, web.Process.ExitCode);
        Assert.Equal(["1"], await rig.DocumentAsync("d"));
    }
}
