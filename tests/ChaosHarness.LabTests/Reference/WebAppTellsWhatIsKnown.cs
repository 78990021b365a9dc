using System.Net;

namespace ChaosHarness.LabTests.Reference;

/// <summary>Answers to writes that failed: surely not done, or nobody knows, and always in time.</summary>
public sealed class WebAppTellsWhatIsKnown
{
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(1);
    private static readonly (string Name, string Value) NoHeartbeat = ("Redis__HeartbeatInterval", "00:00:30");

    [Fact]
    public async Task Within_the_operation_timeout_while_the_master_is_frozen()
    {
        await using RedisRig rig = await RedisRig.StartAsync(Never);

        // The heartbeat would notice the freeze as well; here the operations have to help themselves.
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig, NoHeartbeat);
        await web.PostAsync("/documents/d/0");

        await rig.First.FreezeAsync();
        WebAnswer[] answers = await Task.WhenAll(
            Enumerable.Range(1, 100).Select(i => web.PostAsync($"/documents/d/{i}")));
        WebAnswer read = await web.GetAsync("/documents/d/last");
        await rig.First.ThawAsync();

        Assert.All(answers, answer => Assert.Equal(
            (HttpStatusCode.GatewayTimeout, "unknown", "timeout"), (answer.Status, answer.Applied, answer.Reason)));

        // The timeout is 1 s; the rest is room for a busy machine.
        Assert.All(answers, answer => Assert.InRange(answer.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3)));
        Assert.Equal((HttpStatusCode.GatewayTimeout, "no"), (read.Status, read.Applied));

        // "Unknown" was right: they were only late, and none of them came twice.
        await Until.TrueAsync("the late writes are done", async () => (await rig.DocumentAsync("d")).Length == 101);
    }

    [Fact]
    public async Task Surely_not_done_once_a_frozen_master_has_missed_its_heartbeat()
    {
        await using RedisRig rig = await RedisRig.StartAsync(Never);
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig);

        await rig.First.FreezeAsync();
        Dictionary<string, WebAnswer> answers = [];
        await Until.TrueAsync("writes are refused", async () =>
            (answers[$"{answers.Count}"] = await web.PostAsync($"/documents/d/{answers.Count}")).Reason == "no-master");
        await rig.First.ThawAsync();
        await web.BecomesAsync(HttpStatusCode.OK);

        WebAnswer refused = answers.Values.Last();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no"), (refused.Status, refused.Applied));
        Assert.Equal(HttpStatusCode.Created, (await web.PostAsync("/documents/d/1000000")).Status);
        string[] stored = await rig.DocumentAsync("d");
        Assert.Contains("1000000", stored);
        // Those sent before it gave the master up are unknown, and say so.
        Assert.DoesNotContain(stored, id => answers.GetValueOrDefault(id)?.Applied == "no");
    }

    [Fact]
    public async Task Nobody_knows_when_the_connection_breaks_after_sending()
    {
        await using RedisRig rig = await RedisRig.StartAsync(Never);
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig, NoHeartbeat);
        await web.PostAsync("/documents/d/0");

        await rig.First.FreezeAsync();
        Task<WebAnswer> write = web.PostAsync("/documents/d/1");
        await Until.TrueAsync("the write waits in the socket of the frozen master", () => Task.FromResult(
            SocketQueues.Unread(rig.First.Port) > 0));
        await rig.First.KillAsync();
        WebAnswer answer = await write;

        Assert.Equal(
            (HttpStatusCode.BadGateway, "unknown", "connection-lost"), (answer.Status, answer.Applied, answer.Reason));
    }

    [Theory]
    [InlineData("POST", "/documents/d/1")]
    [InlineData("PUT", "/registers/r/1")]
    [InlineData("POST", "/counters/c/increment")]
    public async Task Surely_not_done_by_a_master_that_was_demoted_and_lets_go_of_it(string method, string path)
    {
        await using RedisRig rig = await RedisRig.StartAsync(Never);

        // No heartbeat: the write itself has to find out.
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig, NoHeartbeat);
        await Task.WhenAll(rig.Sentinels.Select(sentinel => sentinel.FreezeAsync()));
        await rig.First.CliAsync("REPLICAOF", "127.0.0.1", "1");

        WebAnswer answer = await web.SendAsync(new HttpMethod(method), path);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no"), (answer.Status, answer.Applied));
        Assert.Contains(web.Log, line => line.Contains("an operation failed: read-only", StringComparison.Ordinal));
        await web.BecomesAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("0", await rig.First.CliAsync("DBSIZE"));
    }

    [Theory]
    [InlineData("POST", "/documents/d/1")]
    [InlineData("PUT", "/registers/r/1")]
    [InlineData("POST", "/counters/c/increment")]
    public async Task Surely_not_done_by_a_master_with_too_few_replicas(string method, string path)
    {
        await using RedisRig rig = await RedisRig.StartAsync(Never);
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig);
        await rig.First.CliAsync("CONFIG", "SET", "min-replicas-to-write", "3");

        WebAnswer answer = await web.SendAsync(new HttpMethod(method), path);

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "no", "no-replicas"), (answer.Status, answer.Applied, answer.Reason));
        Assert.Equal(HttpStatusCode.OK, (await web.GetAsync("/counters/c")).Status);
        Assert.Equal("0", await rig.First.CliAsync("DBSIZE"));
    }

    [Fact]
    public async Task A_conflict_when_the_key_holds_something_else()
    {
        await using RedisRig rig = await RedisRig.StartAsync(Never);
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig);
        await rig.First.CliAsync("SET", "doc:d", "text");

        WebAnswer answer = await web.PostAsync("/documents/d/1");

        Assert.Equal((HttpStatusCode.Conflict, "no", "wrong-type"), (answer.Status, answer.Applied, answer.Reason));
        Assert.Equal("text", await rig.First.CliAsync("GET", "doc:d"));
    }
}
