using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Series;

/// <summary>A duration that a run measured: the truth lies between the two, in seconds.</summary>
/// <param name="Kind"><c>outage</c> or <c>recovery</c>.</param>
/// <param name="Fault">The fault it came after.</param>
/// <param name="Name">The operation class, or the recovery action.</param>
/// <param name="Min">The least it can be.</param>
/// <param name="Max">The most it can be; null when it never ended.</param>
public sealed record RunFigure(string Kind, string Fault, string Name, double Min, double? Max)
{
    /// <summary>The kind of the longest outage of an operation class.</summary>
    public const string Outage = "outage";

    /// <summary>The kind of the time to a recovery action, from when the fault took effect.</summary>
    public const string Recovery = "recovery";

    /// <summary>The middle; what never ended is longer than everything else.</summary>
    public double Middle => Max is { } max ? (Min + max) / 2 : double.PositiveInfinity;

    /// <summary>The figures of a run, in the order of its report. An action that was not seen has none.</summary>
    public static IReadOnlyList<RunFigure> Of(Assessment run)
    {
        Measurements[] measured = [.. run.Results.Select(r => r.Measured)];
        return
        [
            .. measured.SelectMany(m => m.Outages).Select(o => Of(Outage, o.Fault, o.Class, o.Longest)),
            .. measured.SelectMany(m => m.Phases).Where(p => p.Seen is not null)
                .Select(p => Of(Recovery, p.Fault, p.Name, p.Seen!)),
        ];
    }

    private static RunFigure Of(string kind, string fault, string name, TimeBracket seen) =>
        new(kind, fault, name, seen.Min.TotalSeconds, seen.Max?.TotalSeconds);
}
