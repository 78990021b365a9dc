using ChaosHarness.Journals;
using ChaosHarness.Running;
using ChaosHarness.Watching;

namespace ChaosHarness.Tests.Core;

public sealed class MomentWaitTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly Board _board = new(new NullJournal());

    [Fact]
    public async Task A_change_is_waited_for_and_not_what_was_there_before()
    {
        Post("n1/renewal", "7");
        Task<string?> waiting = new MomentWait(_board, TimeProvider.System).WaitAsync(new("key", "renewal", TimeSpan.Zero, null), Ct);
        Post("n1", "8");                         // another subject
        Post("n1/renewal", Observation.Down);    // no value at all
        await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, Ct);
        Assert.False(waiting.IsCompleted);

        Post("n1/renewal", "9");

        Assert.Contains("changed to 9", await waiting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_next_change_is_one_period_after_the_last_less_so_much()
    {
        TimeSpan period = TimeSpan.FromMilliseconds(400), before = TimeSpan.FromMilliseconds(100);
        Task<string?> waiting = new MomentWait(_board, TimeProvider.System).WaitAsync(new("key", "renewal", TimeSpan.Zero, before), Ct);
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        Instant first = Post("n1/renewal", "1");
        Post("n2/renewal", "1");                 // the same change, seen by another node
        Instant second = first + period;
        await Task.Delay(second - Instant.Now(TimeProvider.System), TimeProvider.System, Ct);
        Post("n1/renewal", "2", second);

        string? seen = await waiting;

        Assert.Contains("changes every 0.400 s", seen, StringComparison.Ordinal);
        Assert.True(Instant.Now(TimeProvider.System) >= second + period - before);
    }

    private Instant Post(string subject, string value, Instant? at = null)
    {
        Instant seen = at ?? Instant.Now(TimeProvider.System);
        _board.Post(new Observation("key", "n1", subject, value, seen, seen));
        return seen;
    }
}
