namespace ChaosHarness.Checkers.Outages;

/// <summary>
/// Consecutive operations that were not served, with nothing served in between as far as anyone can tell. Places are
/// places in the class's track, times nanoseconds.
/// </summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
/// <param name="DownBy">The service was surely down at some moment not later than this.</param>
/// <param name="DownUntil">It was surely down at some moment not earlier than this.</param>
internal sealed record Stretch(int First, int Last, long DownBy, long DownUntil)
{
    /// <summary>The service was surely down for so long.</summary>
    public long Least => Math.Max(0, DownUntil - DownBy);
}

/// <summary>One outage: stretches with no proof that the service was up between them.</summary>
/// <param name="Stretches">What it is made of, in order.</param>
/// <param name="Since">The last operation that surely met the service up before it; -1 when there is none.</param>
/// <param name="LastOk">The operation whose start is the earliest it can have begun; -1 when there is none.</param>
/// <param name="FirstOk">The operation whose end is the latest it can have ended; -1 when there is none.</param>
/// <param name="Reach">What started after this is no part of it any more.</param>
/// <param name="To">It ended before this; null when it never did.</param>
/// <param name="Most">The service was down at most this long without a break; null when it never came back.</param>
/// <param name="MostTotal">It was down at most this long in all; null when it never came back.</param>
internal sealed record Spell(
    IReadOnlyList<Stretch> Stretches, int Since, int LastOk, int FirstOk, long Reach, long? To, long? Most, long? MostTotal)
{
    /// <summary>The service was surely down at some moment not later than this: decides which fault it belongs to.</summary>
    public long DownBy => Stretches[0].DownBy;

    /// <summary>It was surely still down, or down again, at some moment not earlier than this.</summary>
    public long DownUntil => Stretches[^1].DownUntil;

    /// <summary>The first operation that was not served.</summary>
    public int FirstBad => Stretches[0].First;

    /// <summary>The last operation that was not served.</summary>
    public int LastBad => Stretches[^1].Last;

    /// <summary>The longest time it was surely down without a break.</summary>
    public long Least => Stretches.Max(s => s.Least);

    /// <summary>The time it was surely down in all.</summary>
    public long LeastTotal => Stretches.Sum(s => s.Least);
}
