using ChaosHarness.Checking;

namespace ChaosHarness.Cli;

/// <summary>
/// One figure of several runs. A figure of a run is a bracket: <see cref="Min"/> is the least lower end, <see cref="Max"/>
/// the greatest upper end, median and 90th percentile are of the brackets' middles (nearest rank). In seconds.
/// </summary>
/// <param name="Kind"><c>outage</c> or <c>recovery</c>.</param>
/// <param name="Name">The fault, and the operation class or the action.</param>
/// <param name="Count">In how many runs it was seen.</param>
internal sealed record Distribution(
    string Kind, string Name, int Count, double Min, double Median, double P90, double Max)
{
    /// <summary>All figures of some runs, in the order of their names.</summary>
    public static IReadOnlyList<Distribution> Of(IEnumerable<Assessment> runs)
    {
        List<(string Kind, string Name, TimeBracket Seen)> seen = [];
        foreach (Measurements measured in runs.SelectMany(r => r.Results).Select(r => r.Measured).OfType<Measurements>())
        {
            seen.AddRange(measured.Outages.Where(o => o.Longest.Max is not null)
                .Select(o => ("outage", $"{o.Fault} {o.Class}", o.Longest)));
            seen.AddRange(measured.Phases.Where(p => p.Seen?.Max is not null)
                .Select(p => ("recovery", $"{p.Fault} {p.Name}", p.Seen!)));
        }

        return
        [
            .. seen.GroupBy(s => (s.Kind, s.Name)).OrderBy(g => g.Key.Kind).ThenBy(g => g.Key.Name, StringComparer.Ordinal)
                .Select(g => Of(g.Key.Kind, g.Key.Name, [.. g.Select(s => s.Seen)])),
        ];
    }

    private static Distribution Of(string kind, string name, IReadOnlyList<TimeBracket> seen)
    {
        double[] middles = [.. seen.Select(s => (s.Min + s.Max!.Value).TotalSeconds / 2).Order()];
        return new(
            kind, name, seen.Count, seen.Min(s => s.Min.TotalSeconds), Rank(middles, 0.5), Rank(middles, 0.9),
            seen.Max(s => s.Max!.Value.TotalSeconds));
    }

    /// <summary>The value at or above which a share of all lies: nearest rank.</summary>
    private static double Rank(double[] sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}
