using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Primaries;

/// <summary>
/// Times at which a watch saw two nodes hold an exclusive role. The overlap surely lasted as long as both were seen to
/// hold it, and at most as long as both may have.
/// </summary>
internal static class RoleOverlaps
{
    /// <summary>All overlaps of one watch.</summary>
    public static IEnumerable<Overlap> Of(RunEvidence run, RoleSpec role, Instant end)
    {
        IReadOnlyList<RoleSpan> spans = RoleSpan.Of(run, role, end);
        for (int i = 0; i < spans.Count; i++)
        {
            for (int j = i + 1; j < spans.Count; j++)
            {
                if (spans[i].Node != spans[j].Node && Overlap(role, spans[i], spans[j]) is { } overlap)
                    yield return overlap;
            }
        }
    }

    private static Overlap? Overlap(RoleSpec role, RoleSpan first, RoleSpan second)
    {
        TimeSpan possible = Min(first.PossiblyTo, second.PossiblyTo) - Max(first.PossiblyFrom, second.PossiblyFrom);
        if (possible <= TimeSpan.Zero)
            return null;
        Instant from = Max(first.SurelyFrom, second.SurelyFrom);
        Instant to = Min(first.SurelyTo, second.SurelyTo);
        TimeSpan sure = to > from ? to - from : TimeSpan.Zero;
        return new(role.Watch, first.Node, second.Node, from, Max(from, to), new(sure, possible), [first.Place, second.Place])
        {
            Role = role.Name,
        };
    }

    private static Instant Min(Instant a, Instant b) => a < b ? a : b;

    private static Instant Max(Instant a, Instant b) => a > b ? a : b;
}
