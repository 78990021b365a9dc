using ChaosHarness.Journals;

namespace ChaosHarness.Running;

/// <summary>
/// A journal that never throws: a disk that is full must not keep a fault from being healed or a lab from being removed.
/// What could not be written makes the run Unknown.
/// </summary>
internal sealed class SafeJournal(IJournal journal, IRunProgress progress) : IJournal
{
    private Exception? _failure;

    /// <summary>The first failure; null when all was written.</summary>
    public Exception? Failure => _failure;

    public void Write(JournalEvent entry)
    {
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
