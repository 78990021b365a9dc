using ChaosHarness.Journals;
using ChaosHarness.LabTests.Kit;
using ChaosHarness.Watching;

namespace ChaosHarness.LabTests.Watchers;

public sealed class SentinelTests : RedisLabTests
{
    private static readonly string[] s_sentinels = ["redis1", "redis2", "redis3"];

    [Fact]
    public async Task Hears_a_failover_from_every_sentinel_with_the_nodes_it_is_about()
    {
        await using Watched watch = Watched.Begin(RedisStack.Sentinels, Lab);
        foreach (string sentinel in s_sentinels)
            await watch.SeesAsync(sentinel, "ok");

        Moment killed = Lab.Node("redis1").Kill("redis");
        JournalEvent[] moved = await Task.WhenAll(s_sentinels.Select(s => AnnouncesAsync(watch, s, "+switch-master")));

        string chosen = moved[0].Subject!;
        Assert.True(chosen is "redis2" or "redis3", chosen);
        Assert.All(moved, e => Assert.Equal((chosen, "redis1", chosen), (e.Subject, e.Data["from"], e.Data["to"])));
        foreach (string sentinel in s_sentinels)
        {
            JournalEvent down = await watch.JournalsAsync(
                e => e.Node == sentinel && e.Value == "+sdown" && e.Subject == "redis1" && e.At > killed.Before);
            Assert.Equal(("master", RedisStack.Master), (down.Data["type"], down.Data["master"]));
            Assert.True(down.At < moved.Max(e => e.At));
            Assert.Null(down.NotBefore);
        }

        JournalEvent elected = await watch.JournalsAsync(e => e.Value == "+elected-leader");
        JournalEvent vote = await watch.JournalsAsync(e => e.Value == "+vote-for-leader" && e.Node != elected.Node);
        Assert.Equal(elected.Node, vote.Subject);
        Assert.Equal(chosen, (await watch.JournalsAsync(e => e.Value == "+promoted-slave")).Subject);
        await watch.JournalsAsync(
            e => e.Kind == EventKinds.Observed && e.Value == "failover" && e.Node == elected.Node);
    }

    [Fact]
    public async Task Tells_the_master_that_each_sentinel_believes_in_and_whether_it_knows_the_others()
    {
        IWatcher watcher = Watched.Create(RedisStack.Watch(
            "sentinels", "sentinel", s_sentinels, ("master", RedisStack.Master), ("replicas", "7")), Lab);
        await using (Watched settled = Watched.Begin(RedisStack.Sentinels, Lab))
            await Task.WhenAll(s_sentinels.Select(s => settled.SeesAsync(s, "insufficient")));

        IReadOnlyList<Observation> seen = await watcher.LookAsync(Ct);

        Assert.All(seen, o => Assert.Equal(("insufficient", "redis1"), (o.Value, o.Data["primary"])));
        IWatcher wrong = Watched.Create(RedisStack.Watch("w", "sentinel", s_sentinels, ("master", "nobody")), Lab);
        Assert.All(await wrong.LookAsync(Ct), o => Assert.Equal("error", o.Value));
    }

    [Fact]
    public async Task Listens_again_to_a_sentinel_that_was_restarted()
    {
        await using Watched watch = Watched.Begin(RedisStack.Sentinels, Lab);
        await watch.SeesAsync("redis2", "ok");
        Moment killed = Lab.Node("redis2").Kill("sentinel");
        JournalEvent down = await watch.SeesAsync("redis2", "down", killed.Before);
        killed.IsWithin(down);
        await Lab.Node("redis2").StartServiceAsync("sentinel");
        await watch.SeesAsync("redis2", "ok", down.At);

        // It answers questions; announcements come over a connection of their own, which is back about as soon.
        JournalEvent? heard = null;
        for (int i = 0; i < 100 && heard is null; i++)
        {
            await Lab.Node("redis2").RedisAsync("-p", "26379", "sentinel", "reset", RedisStack.Master);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
            heard = watch.Journal.Events.FirstOrDefault(
                e => e.Kind == EventKinds.Announced && e.Node == "redis2" && e.Value == "+reset-master");
        }

        Assert.Equal("redis1", heard?.Subject);
    }

    [Fact]
    public async Task A_stopped_sentinel_is_silent_and_what_it_says_afterwards_is_heard()
    {
        await using Watched watch = Watched.Begin(RedisStack.Sentinels, Lab);
        await watch.SeesAsync("redis3", "ok");

        Moment stopped = Lab.Node("redis3").Pause("sentinel");
        JournalEvent silent = await watch.SeesAsync("redis3", "silent", stopped.Before);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Ct);
        Moment continued = Lab.Node("redis3").Continue("sentinel");

        JournalEvent tilt = await AnnouncesAsync(watch, "redis3", "+tilt");
        Assert.True(tilt.At > continued.Before && continued.Before > silent.At);
    }

    private static Task<JournalEvent> AnnouncesAsync(Watched watch, string sentinel, string channel) =>
        watch.JournalsAsync(e => e.Kind == EventKinds.Announced && e.Node == sentinel && e.Value == channel);
}
