using System.Diagnostics;
using ChaosHarness.Histories;
using ChaosHarness.LabTests.Reference;
using ChaosHarness.Workloads.Clients;

namespace ChaosHarness.LabTests.Workloads;

/// <summary>What the client says of a real Redis in every state in which it declines, hangs or dies.</summary>
public sealed class RedisOutcomeTests : IAsyncLifetime
{
    private static readonly Call s_append = new(OperationKind.Append, DataSet.Documents, 1, 42);
    private static readonly Call s_read = new(OperationKind.Read, DataSet.Documents, 1, Operation.Nothing);

    private readonly string _folder = Directory.CreateTempSubdirectory("chaos-load-").FullName;
    private RedisProcess _redis = null!;
    private IClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Command.Find("redis-server") is null || Command.Find("redis-cli") is null,
            "redis-server and redis-cli are not installed: apt-get install redis-server");
        _redis = RedisProcess.Server(Path.Combine(_folder, "redis"), null);
        await _redis.StartAsync();
        _client = ClientFactory.Create(Specs.Redis(_redis.Address), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Does_every_kind_of_operation()
    {
        Assert.Equal(Reply.Ok(_redis.Address), await DoAsync(s_read));
        Assert.Equal(Reply.Ok(_redis.Address), await DoAsync(s_append));
        Assert.Equal(Reply.Ok(_redis.Address, 42), await DoAsync(s_read));
        var register = new Call(OperationKind.Write, DataSet.Registers, 1_000_000, 7);
        Assert.Equal(Outcome.Ok, (await DoAsync(register)).Outcome);
        Assert.Equal(7, (await DoAsync(register with { Kind = OperationKind.Read })).Result);
        Assert.Equal(1, (await DoAsync(new Call(OperationKind.Increment, DataSet.Counters, 1, 0))).Result);
        Assert.Equal(Outcome.Ok, (await DoAsync(new Call(OperationKind.Probe, DataSet.Documents, 0, 0))).Outcome);
    }

    [Fact]
    public async Task Fails_with_READONLY_on_a_replica()
    {
        await _redis.CliAsync("REPLICAOF", "127.0.0.1", "1");

        Assert.Equal(Reply.Fail("READONLY", _redis.Address), await DoAsync(s_append));
        Assert.Equal("0", (await _redis.CliAsync("LLEN", "doc:1")).Trim());
    }

    [Fact]
    public async Task Fails_with_MASTERDOWN_on_a_replica_that_serves_no_stale_data()
    {
        await _redis.CliAsync("CONFIG", "SET", "replica-serve-stale-data", "no");
        await _redis.CliAsync("REPLICAOF", "127.0.0.1", "1");

        Assert.Equal(Reply.Fail("MASTERDOWN", _redis.Address), await DoAsync(s_read));
    }

    [Fact]
    public async Task Fails_with_NOREPLICAS_when_too_few_follow_and_still_reads()
    {
        await _redis.CliAsync("CONFIG", "SET", "min-replicas-to-write", "1");

        Assert.Equal(Reply.Fail("NOREPLICAS", _redis.Address), await DoAsync(s_append));
        Assert.Equal(Outcome.Ok, (await DoAsync(s_read)).Outcome);
    }

    [Fact]
    public async Task Fails_with_BUSY_while_a_script_runs()
    {
        await _redis.CliAsync("CONFIG", "SET", "busy-reply-threshold", "50");
        var script = _redis.CliAsync("EVAL", "while true do end", "0");
        Reply reply;
        do reply = await DoAsync(s_append);
        while (reply.Outcome == Outcome.Ok);

        Assert.Equal(Reply.Fail("BUSY", _redis.Address), reply);
        await _redis.CliAsync("SCRIPT", "KILL");
        await script;
    }

    [Fact]
    public async Task Fails_with_LOADING_while_it_reads_its_data()
    {
        const string fill = "for i = 1, 3000 do redis.call('SET', 'k' .. i, string.rep(tostring(i), 300)) end";
        await _redis.CliAsync("EVAL", fill, "0");
        await _redis.CliAsync("SAVE");
        await _redis.KillAsync();
        using var slow = Process.Start(new ProcessStartInfo("redis-server",
        [
            Path.Combine(_folder, "redis", "redis.conf"),
            "--key-load-delay", "2000", "--loading-process-events-interval-bytes", "1024",
        ]) { RedirectStandardOutput = true })!;
        _ = slow.StandardOutput.ReadToEndAsync(CancellationToken.None);
        try
        {
            Reply reply;
            do reply = await DoAsync(s_append);
            while (reply.Error is "refused" or "timeout");
            Assert.Equal(Reply.Fail("LOADING", _redis.Address), reply);
        }
        finally
        {
            slow.Kill();
            await slow.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Does_not_know_what_a_stopped_server_will_do_and_indeed_it_does_it_later()
    {
        await DoAsync(s_append);
        await _redis.FreezeAsync();
        var reply = await DoAsync(s_append with { Value = 43 }, TimeSpan.FromMilliseconds(300));
        await _redis.ThawAsync();

        Assert.Equal(Reply.Info("timeout"), reply);
        await Until.TrueAsync("the write arrives after all", async () => (await DoAsync(s_read)).Result == 43);
    }

    [Fact]
    public async Task Does_not_know_what_was_in_flight_at_a_kill_but_knows_that_nobody_listens_afterwards()
    {
        await DoAsync(s_append);
        await _redis.FreezeAsync();
        var inFlight = DoAsync(s_append with { Value = 43 }, TimeSpan.FromSeconds(20));
        await _redis.KillAsync();

        var reply = await inFlight;
        Assert.Equal(Outcome.Info, reply.Outcome);
        Assert.True(reply.Error is "reset" or "closed", reply.Error);
        Assert.Equal(Reply.Fail("refused"), await DoAsync(s_append with { Value = 44 }));
    }

    [Fact]
    public async Task Is_not_misled_by_connections_that_the_server_closed_while_idle()
    {
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(Outcome.Ok, (await DoAsync(s_append with { Value = i })).Outcome);
            await _redis.CliAsync("CLIENT", "KILL", "TYPE", "normal");
        }

        Assert.Equal("5", (await _redis.CliAsync("LLEN", "doc:1")).Trim());
    }

    private async Task<Reply> DoAsync(Call call, TimeSpan? timeout = null) =>
        await _client.ExecuteAsync(call, Instant.Now(TimeProvider.System) + (timeout ?? TimeSpan.FromSeconds(5)));
}
