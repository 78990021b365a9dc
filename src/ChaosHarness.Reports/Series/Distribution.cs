namespace ChaosHarness.Reports.Series;

/// <summary>
/// One figure of several runs, in seconds. A figure of a run is a bracket: <see cref="Min"/> is the least lower end,
/// <see cref="Max"/> the greatest upper end, median and 90th percentile are of the brackets' middles (nearest rank). What
/// never ended is longer than everything else, and a statistic that falls on it is null.
/// </summary>
/// <param name="Kind"><c>outage</c> or <c>recovery</c>.</param>
/// <param name="Fault">The fault it came after.</param>
/// <param name="Name">The operation class, or the recovery action.</param>
/// <param name="Count">In how many runs it was seen.</param>
public sealed record Distribution(
    string Kind, string Fault, string Name, int Count, double Min, double? Median, double? P90, double? Max)
{
    /// <summary>All figures of some runs: outages first, and in the order in which the runs have them.</summary>
    public static IReadOnlyList<Distribution> Of(IEnumerable<IReadOnlyList<RunFigure>> runs) =>
    [
        .. runs.SelectMany(r => r).GroupBy(f => (f.Kind, f.Fault, f.Name)).OrderBy(g => g.Key.Kind, StringComparer.Ordinal)
            .Select(g => Of([.. g])),
    ];

    /// <summary>What one figure of some runs comes to.</summary>
    internal static Distribution Of(IReadOnlyList<RunFigure> seen)
    {
        double[] middles = [.. seen.Select(s => s.Middle).Order()];
        return new(
            seen[0].Kind, seen[0].Fault, seen[0].Name, seen.Count, seen.Min(s => s.Min), Rank(middles, 0.5), Rank(middles, 0.9),
            seen.Any(s => s.Max is null) ? null : seen.Max(s => s.Max));
    }

    /// <summary>The value at or above which a share of all lies: nearest rank.</summary>
    private static double? Rank(double[] sorted, double share)
    {
        double found = sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
        return double.IsInfinity(found) ? null : found;
    }
}
