namespace ChaosHarness.Checkers.Staleness;

/// <summary>What the reads of one operation class missed.</summary>
internal sealed class StaleReads
{
    /// <summary>Reads that could be compared.</summary>
    public long Reads { get; private set; }

    /// <summary>Of these, such that missed an acknowledged append.</summary>
    public long Stale { get; private set; }

    /// <summary>For how long what the worst of them missed had been acknowledged.</summary>
    public TimeSpan Worst { get; private set; }

    /// <summary>Where the worst stands in the history, from 0; -1 when none was stale.</summary>
    public int WorstPlace { get; private set; } = -1;

    /// <summary>Takes a read that missed nothing.</summary>
    public void AddFresh() => Reads++;

    /// <summary>Takes a read that missed something.</summary>
    public void AddStale(TimeSpan age, int place)
    {
        Reads++;
        Stale++;
        if (age > Worst || WorstPlace < 0)
            (Worst, WorstPlace) = (age, place);
    }
}
