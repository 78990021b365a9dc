namespace ChaosHarness.Journals;

/// <summary>A journal that nobody reads: of a lab that is there to be looked around in, for example.</summary>
public sealed class NullJournal : IJournal
{
    public void Write(JournalEvent entry)
    {
    }
}
