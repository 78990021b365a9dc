using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Kit;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.LabTests.Watchers;

public sealed class RedisRoleTests : RedisLabTests
{
    [Fact]
    public async Task Sees_the_primary_and_its_replicas_with_their_history()
    {
        await using Watched watch = Watched.Begin(RedisStack.Roles, Lab);

        JournalEvent primary = await watch.SeesAsync("redis1", "primary");
        await watch.SeesAsync("redis2", "replica");
        JournalEvent replica = await watch.SeesAsync("redis3", "replica");

        Assert.Equal(40, primary.Data["replid"].Length);
        Assert.True(long.Parse(primary.Data["offset"], null) >= 0);
        Assert.Equal($"{Lab.Node("redis1").Address}:6379", replica.Data["primary"]);
        Assert.Equal("roles", replica.Data["watch"]);
    }

    [Fact]
    public async Task A_replica_that_has_lost_its_primary_is_a_replica_that_is_not_connected()
    {
        await using Watched roles = Watched.Begin(RedisStack.Roles, Lab);
        await using Watched replication = Watched.Begin(RedisStack.Replication, Lab);
        await roles.SeesAsync("redis2", "replica");
        await replication.SeesAsync("redis1", "primary");
        await replication.SeesAsync("redis2", "connected");

        Moment killed = Lab.Node("redis1").Kill("redis");
        await replication.SeesAsync("redis2", "connect", killed.Before);
        await Lab.Node("redis1").StartServiceAsync("redis");
        await replication.SeesAsync("redis2", "connected", killed.Before);
    }

    [Fact]
    public async Task A_stopped_server_is_silent_and_the_truth_lies_within_the_bracket()
    {
        await using Watched watch = Watched.Begin(RedisStack.Roles, Lab);
        await watch.SeesAsync("redis1", "primary");

        Moment stopped = Lab.Node("redis1").Pause("redis");
        JournalEvent silent = await watch.SeesAsync("redis1", "silent", stopped.Before);
        Moment continued = Lab.Node("redis1").Continue("redis");
        JournalEvent back = await watch.SeesAsync("redis1", "primary", continued.Before);

        stopped.IsWithin(silent);
        continued.IsWithin(back);
        // The timeout is 250 ms; the rest is for a busy machine.
        Assert.InRange((silent.At - stopped.Before).TotalMilliseconds, 0, 1500);
    }

    [Fact]
    public async Task A_killed_server_is_down_and_seen_again_when_it_is_back()
    {
        await using Watched watch = Watched.Begin(RedisStack.Roles, Lab);
        await watch.SeesAsync("redis3", "replica");

        Moment killed = Lab.Node("redis3").Kill("redis");
        JournalEvent down = await watch.SeesAsync("redis3", "down", killed.Before);
        await Lab.Node("redis3").StartServiceAsync("redis");
        await watch.SeesAsync("redis3", "replica", down.At);

        killed.IsWithin(down);
    }

    [Fact]
    public async Task A_silent_server_does_not_slow_down_the_watch_of_the_others()
    {
        await using Watched watch = Watched.Begin(RedisStack.Roles, Lab);
        await watch.SeesAsync("redis2", "replica");
        Lab.Node("redis1").Pause("redis");
        await watch.SeesAsync("redis1", "silent");

        int looks = await CountLooksAsync(watch.Board, "redis2", TimeSpan.FromSeconds(1));
        Lab.Node("redis1").Continue("redis");

        // 20 looks a second are planned; a busy machine misses some, a blocked watch nearly all.
        Assert.InRange(looks, 8, 21);
    }

    [Fact]
    public async Task A_fresh_look_asks_every_node_now()
    {
        IWatcher watcher = Watched.Create(RedisStack.Roles, Lab);
        await using (Watched settled = Watched.Begin(RedisStack.Roles, Lab))
            await settled.SeesAsync("redis3", "replica");
        Lab.Node("redis2").Kill("redis");
        Lab.Node("redis3").Pause("redis");

        Instant asked = Instant.Now(TimeProvider.System);
        IReadOnlyList<Observation> seen = await watcher.LookAsync(Ct);
        Lab.Node("redis3").Continue("redis");

        Assert.Equal(
            [("redis1", "primary"), ("redis2", "down"), ("redis3", "silent")], seen.Select(o => (o.Node, o.Value)));
        Assert.All(seen, o => Assert.True(o.Asked >= asked && o.At >= o.Asked));
    }

    [Fact]
    public async Task A_server_that_answers_with_errors_only_is_told_apart()
    {
        INode node = Lab.Node("redis2");
        await node.RedisAsync("config", "set", "requirepass", "secret");

        Observation without = Assert.Single(await Watched.Create(Roles(), Lab).LookAsync(Ct));
        Observation with = Assert.Single(await Watched.Create(Roles(("password", "secret")), Lab).LookAsync(Ct));

        Assert.Equal("error", without.Value);
        Assert.StartsWith("NOAUTH", without.Data["error"], StringComparison.Ordinal);
        Assert.Equal("replica", with.Value);

        static WatchSpec Roles(params (string, string)[] settings) =>
            RedisStack.Watch("roles", "redis-role", ["redis2"], settings);
    }

    /// <summary>How often a subject was looked at within a time.</summary>
    private static async Task<int> CountLooksAsync(Board board, string subject, TimeSpan time)
    {
        HashSet<Instant> seen = [];
        Instant end = Instant.Now(TimeProvider.System) + time;
        while (Instant.Now(TimeProvider.System) < end)
        {
            seen.Add(board.Latest("roles").Single(o => o.Subject == subject).Asked);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        }

        return seen.Count - 1;
    }
}
