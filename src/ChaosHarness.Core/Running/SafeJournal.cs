using System.Collections.Concurrent;
using ChaosHarness.Journals;

namespace ChaosHarness.Running;

/// <summary>
/// A journal that never throws: a disk that is full must not keep a fault from being healed or a lab from being removed.
/// What could not be written makes the run Unknown.
/// </summary>
internal sealed class SafeJournal(IJournal journal, IRunProgress progress) : IJournal
{
    private readonly ConcurrentDictionary<(string? Node, string? Service), int> _exits = [];
    private readonly ConcurrentQueue<JournalEvent> _configuration = [];
    private Exception? _failure;

    /// <summary>How often each service's main process has ended so far.</summary>
    public IReadOnlyDictionary<(string? Node, string? Service), int> Exits => _exits;

    /// <summary>The live configuration, as far as it was read.</summary>
    public IReadOnlyCollection<JournalEvent> Configuration => _configuration;

    /// <summary>The first failure; null when all was written.</summary>
    public Exception? Failure => _failure;

    public void Write(JournalEvent entry)
    {
        if (entry.Kind == EventKinds.ProcessExited)
            _exits.AddOrUpdate((entry.Node, entry.Subject), 1, static (_, count) => count + 1);
        if (entry.Kind == EventKinds.Configuration)
            _configuration.Enqueue(entry);
        try
        {
            journal.Write(entry);
        }
        catch (Exception exception)
        {
            if (Interlocked.CompareExchange(ref _failure, exception, null) is null)
                progress.Say($"the journal cannot be written, so this run proves nothing: {exception.Message}");
        }
    }
}
