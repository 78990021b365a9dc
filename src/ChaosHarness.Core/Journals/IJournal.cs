namespace ChaosHarness.Journals;

/// <summary>Where everything but client operations is written down, in the order it becomes known.</summary>
public interface IJournal
{
    /// <summary>Adds an event. It is on its way to the disk when this returns. Safe to call from any thread.</summary>
    void Write(JournalEvent entry);
}
