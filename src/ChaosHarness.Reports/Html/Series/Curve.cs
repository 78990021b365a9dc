using ChaosHarness.Reports.Series;

namespace ChaosHarness.Reports.Html.Series;

/// <summary>One figure of one scenario over what was varied.</summary>
/// <param name="Name">The scenario's name in the legend.</param>
internal sealed record Curve(string Name, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>The curve of a figure.</summary>
    public static Curve Of(string name, SeriesScenario scenario, string fault, string figure) => new(name,
    [
        .. from point in scenario.Points
           let runs = point.Runs.SelectMany(r => r.FiguresInSeconds
               .Where(f => (f.Kind, f.Fault, f.Name) == (RunFigure.Outage, fault, figure)).Select(f => new CurveRun(r, f))).ToArray()
           where runs.Length > 0
           select new CurvePoint(point.Value!, point.Number, runs, Distribution.Of([.. runs.Select(r => r.Figure)]).Median),
    ]);
}

/// <summary>A value of what was varied.</summary>
/// <param name="Median">Of the runs, in seconds; null when it never ended in most of them.</param>
internal sealed record CurvePoint(string Value, double? Number, IReadOnlyList<CurveRun> Runs, double? Median);

/// <summary>What one run measured.</summary>
internal sealed record CurveRun(SeriesRun Run, RunFigure Figure);
