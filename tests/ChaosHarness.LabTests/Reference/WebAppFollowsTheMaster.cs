using System.Collections.Concurrent;
using System.Net;

namespace ChaosHarness.LabTests.Reference;

/// <summary>The web tier while the master moves.</summary>
public sealed class WebAppFollowsTheMaster
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Through_a_manual_failover_and_lets_go_of_the_old_one()
    {
        await using RedisRig rig = await RedisRig.StartAsync(Never);
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig);
        Assert.Contains("name=WebApp@web-1", await rig.First.CliAsync("CLIENT", "LIST"), StringComparison.Ordinal);

        IReadOnlyCollection<Write> writes = await WriteWhileAsync(web, rig.First, () =>
            rig.Sentinels[0].CliAsync("SENTINEL", "FAILOVER", "db1"));

        RedisProcess master = await rig.MasterAsync();
        Assert.NotSame(rig.First, master);
        await AssertAccountedAsync(rig, writes, lost: write => write.Answer.RedisNode == rig.First.Address);
        await Until.TrueAsync("the old master is let go", async () =>
            !(await rig.First.CliAsync("CLIENT", "LIST")).Contains("name=WebApp@", StringComparison.Ordinal));
        Assert.Contains("name=WebApp@web-1", await master.CliAsync("CLIENT", "LIST"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Through_the_death_of_the_master()
    {
        await using RedisRig rig = await RedisRig.StartAsync(Soon);
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig);

        IReadOnlyCollection<Write> writes = await WriteWhileAsync(web, rig.First, rig.First.KillAsync);

        Assert.NotSame(rig.First, await rig.MasterAsync());
        Assert.Contains(writes, write => write.Answer is { Status: HttpStatusCode.ServiceUnavailable, Applied: "no" });
        await AssertAccountedAsync(rig, writes, lost: write => write.Answer.RedisNode == rig.First.Address);
    }

    [Fact]
    public async Task Through_a_freeze_of_the_master_that_ends_after_the_failover()
    {
        await using RedisRig rig = await RedisRig.StartAsync(Soon);
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig);

        IReadOnlyCollection<Write> writes = await WriteWhileAsync(web, rig.First, rig.First.FreezeAsync);
        await rig.First.ThawAsync();
        await Until.TrueAsync("the old master follows the new one", async () =>
        {
            try
            {
                return (await rig.First.CliAsync("ROLE")).StartsWith("slave", StringComparison.Ordinal);
            }
            catch (InvalidOperationException)
            {
                // Sentinel has it close its clients' connections when it tells it whom to follow.
                return false;
            }
        });

        Assert.Contains(writes, write => write.Answer.Applied == "unknown");
        await AssertAccountedAsync(rig, writes, lost: write => write.Answer.RedisNode == rig.First.Address);
        Assert.Equal((await rig.MasterAsync()).Address, (await web.PostAsync("/documents/d/0")).RedisNode);
    }

    [Fact]
    public async Task That_appears_only_after_the_start()
    {
        await using RedisRig rig = await RedisRig.StartAsync(Never);
        await Task.WhenAll(rig.Sentinels.Select(sentinel => sentinel.FreezeAsync()));
        await using WebAppProcess web = WebAppProcess.Start(rig.Settings());

        await web.BecomesAsync(HttpStatusCode.ServiceUnavailable);
        WebAnswer early = await web.PostAsync("/documents/d/1");
        await Task.WhenAll(rig.Sentinels.Select(sentinel => sentinel.ThawAsync()));
        await web.BecomesAsync(HttpStatusCode.OK);

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "no", "no-master"), (early.Status, early.Applied, early.Reason));
        Assert.Equal(HttpStatusCode.Created, (await web.PostAsync("/documents/d/2")).Status);
        Assert.Equal(["2"], await rig.DocumentAsync("d"));
    }

    [Fact]
    public async Task Even_when_it_hears_of_no_switch_because_every_sentinel_is_gone()
    {
        await using RedisRig rig = await RedisRig.StartAsync(Never);
        await using WebAppProcess web = await WebAppProcess.StartReadyAsync(rig);

        await Task.WhenAll(rig.Sentinels.Select(sentinel => sentinel.KillAsync()));
        await Until.TrueAsync("the loss of all sentinels is noticed", () => Task.FromResult(
            web.Log.Count(line => line.Contains("does not help", StringComparison.Ordinal)) == 3));

        Assert.Equal(HttpStatusCode.Created, (await web.PostAsync("/documents/d/1")).Status);
        await rig.First.CliAsync("REPLICAOF", "127.0.0.1", "1");
        await web.BecomesAsync(HttpStatusCode.ServiceUnavailable);
    }

    private sealed record Write(long Id, WebAnswer Answer);

    /// <summary>Writes without a pause from before a deed until some other master has acknowledged.</summary>
    private static async Task<IReadOnlyCollection<Write>> WriteWhileAsync(
        WebAppProcess web, RedisProcess old, Func<Task> deed)
    {
        ConcurrentQueue<Write> writes = new();
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken);
        long next = 0;
        Task[] clients = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                long id = Interlocked.Increment(ref next);
                writes.Enqueue(new Write(id, await web.PostAsync($"/documents/d/{id}")));
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
            }
        }))];
        await Until.TrueAsync("writes are acknowledged", () => Task.FromResult(
            writes.Count(write => write.Answer.RedisNode == old.Address) > 50));
        await deed();
        await Until.TrueAsync("another master acknowledges writes", () => Task.FromResult(
            writes.Count(write => write.Answer.RedisNode is { } node && node != old.Address) > 50));
        await enough.CancelAsync();
        await Task.WhenAll(clients);
        return writes;
    }

    /// <summary>Compares answers and data: what may be missing is named, and nothing is there twice.</summary>
    private static async Task AssertAccountedAsync(
        RedisRig rig, IReadOnlyCollection<Write> writes, Func<Write, bool> lost)
    {
        string[] kept = await rig.DocumentAsync("d");
        HashSet<long> there = [.. kept.Select(id => long.Parse(id, null))];
        Assert.Equal(kept.Length, there.Count);
        foreach (Write write in writes)
        {
            string story = $"{write.Id}: {write.Answer}";
            if (write.Answer.Status == HttpStatusCode.Created)
                Assert.True(there.Contains(write.Id) || lost(write), story);
            else if (write.Answer.Applied == "no")
                Assert.False(there.Contains(write.Id), story);
            else
                Assert.True(write.Answer.Applied == "unknown", story);
        }
    }
}
