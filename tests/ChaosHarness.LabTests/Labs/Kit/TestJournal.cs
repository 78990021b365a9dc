using System.Collections.Concurrent;
using ChaosHarness.Journals;

namespace ChaosHarness.LabTests.Labs.Kit;

/// <summary>A journal in memory, on which tests can wait.</summary>
internal sealed class TestJournal : IJournal
{
    private readonly ConcurrentQueue<JournalEvent> _events = new();
    private TaskCompletionSource _written = Next();

    internal IReadOnlyList<JournalEvent> Events => [.. _events];

    public void Write(JournalEvent entry)
    {
        _events.Enqueue(entry);
        Interlocked.Exchange(ref _written, Next()).TrySetResult();
    }

    /// <summary>Gives the first event that fits; waits for it.</summary>
    internal async Task<JournalEvent> WaitAsync(Func<JournalEvent, bool> fits, CancellationToken ct)
    {
        while (true)
        {
            var written = _written.Task;
            if (_events.FirstOrDefault(fits) is { } found)
                return found;
            await written.WaitAsync(ct);
        }
    }

    private static TaskCompletionSource Next() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
