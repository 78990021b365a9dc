using ChaosHarness.Workloads.Pacing;

namespace ChaosHarness.Tests.Workloads;

public sealed class PacingTests
{
    [Fact]
    public void Does_not_drift_however_long_it_runs()
    {
        var schedule = new Schedule(new Instant(1000), 3);

        Assert.Equal(new Instant(1000), schedule.At(0));
        Assert.Equal(new Instant(1_000_001_000), schedule.At(3));
        Assert.InRange(schedule.At(3L * 86_400 * 30).Nanoseconds, 86_400L * 30 * 1_000_000_000, (86_400L * 30 * 1_000_000_000) + 2000);
    }

    [Fact]
    public async Task Starts_in_time_order_never_early_and_skips_nothing_after_a_stall()
    {
        var starts = new List<(long Index, Instant Intended, Instant Now)>();
        var enough = new TaskCompletionSource();
        using var stall = new ManualResetEventSlim();
        using var pacing = new PacingThread(
            new Schedule(Instant.Now(TimeProvider.System), 2000),
            (index, intended) =>
            {
                starts.Add((index, intended, Instant.Now(TimeProvider.System)));
                if (index == 50) stall.Wait(TimeSpan.FromMilliseconds(100)); // nobody sets it: the worker stands still
                if (index == 400) enough.SetResult();
            },
            TimeProvider.System);
        pacing.Start();
        await enough.Task.WaitAsync(TestContext.Current.CancellationToken);
        pacing.Stop();
        await pacing.Ended;

        Assert.Equal(Enumerable.Range(0, starts.Count).Select(i => (long)i), starts.Select(s => s.Index));
        Assert.All(starts, s => Assert.True(s.Now >= s.Intended));
        var late = starts[51];
        Assert.True(late.Now - late.Intended > TimeSpan.FromMilliseconds(90), "the stall must show as lateness");
        Assert.Equal(TimeSpan.FromMicroseconds(500), starts[52].Intended - starts[51].Intended);
    }

    [Fact]
    public async Task Reports_what_ended_it()
    {
        using var pacing = new PacingThread(
            new Schedule(Instant.Now(TimeProvider.System), 1000), (_, _) => throw new IOException("full"), TimeProvider.System);
        pacing.Start();

        Assert.Equal("full", (await Assert.ThrowsAsync<IOException>(() => pacing.Ended)).Message);
    }

    [Fact]
    public async Task Stops_soon_at_a_low_rate()
    {
        using var pacing = new PacingThread(
            new Schedule(Instant.Now(TimeProvider.System), 0.001), (_, _) => { }, TimeProvider.System);
        pacing.Start();
        pacing.Stop();
        await pacing.Ended.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
