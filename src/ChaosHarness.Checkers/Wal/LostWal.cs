namespace ChaosHarness.Checkers.Wal;

/// <summary>What one node had of a timeline that nobody follows.</summary>
/// <param name="Last">Where it was seen farthest.</param>
/// <param name="Fork">Where the system left the timeline.</param>
/// <param name="Unseen">For how long nobody saw it after that.</param>
/// <param name="Least">Bytes that are surely lost.</param>
/// <param name="Most">Bytes that may be; infinite when nobody knows.</param>
internal sealed record LostWal(WalPosition Last, WalFork Fork, TimeSpan Unseen, long Least, double Most)
{
    /// <summary>How much, for people.</summary>
    public string Text => Range(Least, Most);

    /// <summary>The worst of several, for people: what was surely lost by one of them, and what may have been by another.</summary>
    public static string Worst(IReadOnlyCollection<LostWal> lost, string after)
    {
        if (lost.Count == 0)
            return $"No write-ahead log was left behind{after}";
        long least = lost.Max(l => l.Least);
        string range = Range(least, lost.Max(l => l.Most));
        return $"{char.ToUpperInvariant(range[0])}{range[1..]} of write-ahead log {(least > 0 ? "were" : "may have been")} left behind{after}";
    }

    private static string Range(long least, double most) => (least, most) switch
    {
        (_, double.PositiveInfinity) => $"at least {Wording.Of(least)} bytes",
        (0, _) => $"up to {Wording.Of((long)most)} bytes",
        _ when least < most => $"{Wording.Of(least)} to {Wording.Of((long)most)} bytes",
        _ => $"{Wording.Of(least)} bytes",
    };
}
