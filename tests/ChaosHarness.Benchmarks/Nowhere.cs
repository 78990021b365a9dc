using ChaosHarness.Journals;

namespace ChaosHarness.Benchmarks;

/// <summary>A journal for what nobody reads.</summary>
internal sealed class Nowhere : IJournal
{
    public void Write(JournalEvent entry)
    {
    }
}
