using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers;
using ChaosHarness.Watching;

namespace ChaosHarness.LabTests.Watchers;

/// <summary>A watch at work on a lab, with what it posts and journals.</summary>
internal sealed class Watched : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private Watched(IWatcher watcher, TestJournal journal)
    {
        Journal = journal;
        Board = new Board(journal);
        _running = watcher.RunAsync(Board, journal, _stop.Token);
    }

    public TestJournal Journal { get; }

    public Board Board { get; }

    public static Watched Begin(WatchSpec spec, ILab lab) => new(Create(spec, lab), new TestJournal());

    public static IWatcher Create(WatchSpec spec, ILab lab) =>
        WatcherFactories.All.Single(f => f.Kind == spec.Kind).Create(spec, lab, TimeProvider.System);

    /// <summary>Waits for a subject to be seen with a value.</summary>
    public Task<JournalEvent> SeesAsync(string subject, string value) => JournalsAsync(
        e => e.Kind == EventKinds.Observed && e.Subject == subject && e.Value == value);

    /// <summary>Waits for the first change of a subject to a value at or after an instant.</summary>
    public Task<JournalEvent> SeesAsync(string subject, string value, Instant since) => JournalsAsync(
        e => e.Kind == EventKinds.Observed && e.Subject == subject && e.Value == value && e.At >= since);

    /// <summary>Waits for an event.</summary>
    public Task<JournalEvent> JournalsAsync(Func<JournalEvent, bool> fits) =>
        Journal.WaitAsync(fits, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
