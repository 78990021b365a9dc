using ChaosHarness.Checking;
using ChaosHarness.Reports.Files;
using ChaosHarness.Reports.Series;

namespace ChaosHarness.Reports.Html.Series;

/// <summary>The report of a series: curves over what was varied, the numbers they come from, and every run.</summary>
internal static class SeriesPage
{
    public static string Text(SeriesDocument series)
    {
        HtmlText page = new();
        Shell.Begin(page, "ChaosHarness series");
        page.Add($"<h1>Repeated runs</h1>\n<p>{Totals(series)}</p>\n");
        var names = series.Scenarios.Zip(SeriesWords.Names(series.Scenarios)).ToArray();
        foreach (var group in names.Where(n => n.First.Vary is not null).GroupBy(n => n.First.Vary!.Parameter))
            Curves(page, [.. group]);
        Numbers(page, names, RunFigure.Outage, "Outages");
        Numbers(page, names, RunFigure.Recovery, "Recovery actions, from when the fault took effect");
        Runs(page, names);
        Shell.End(page, script: false);
        return page.ToString();
    }

    private static string Totals(SeriesDocument series)
    {
        SeriesRun[] runs = [.. series.Scenarios.SelectMany(s => s.Points).SelectMany(p => p.Runs)];
        int Count(Verdict verdict) => runs.Count(r => r.Verdict == verdict);
        return $"{Format.Count(runs.Length)} runs since {Format.Wall(series.StartedUtc)}: {Format.Count(Count(Verdict.Pass))} passed, "
            + $"{Format.Count(Count(Verdict.Fail))} failed, {Format.Count(Count(Verdict.Unknown))} without an answer.";
    }

    /// <summary>A chart for each operation class.</summary>
    private static void Curves(HtmlText page, (SeriesScenario Scenario, string Name)[] scenarios)
    {
        var vary = scenarios[0].Scenario.Vary!;
        page.Add($"<section><h2>Outage over {vary.Parameter}</h2>\n<p>{vary.Parameter} is {vary.Help}.</p>\n");
        foreach ((string fault, string name) in Figures(scenarios.Select(s => s.Scenario), RunFigure.Outage))
        {
            Curve[] curves = [.. scenarios.Select(s => Curve.Of(s.Name, s.Scenario, fault, name)).Where(c => c.Points.Count > 0)];
            page.Add($"<figure>{new CurveChart($"Outage of {name} after {fault}", SeriesWords.Parameter(vary), curves).Draw()}");
            page.Add($"<figcaption>Each mark is a run, the stroke through it its bracket; the line is the median. ");
            page.Add($"A hollow mark did not pass; an arrow at the top did not end.</figcaption></figure>\n");
        }

        page.Add($"</section>\n");
    }

    private static void Numbers(
        HtmlText page, IReadOnlyList<(SeriesScenario Scenario, string Name)> scenarios, string kind, string title)
    {
        page.Add($"<section><h2>{title}</h2>\n");
        foreach ((string fault, string name) in Figures(scenarios.Select(s => s.Scenario), kind))
        {
            page.Add($"<h3>{name} after {fault}</h3>\n");
            Tables.Begin(page, "series", "Scenario", "Varied", "#Seen", "#Least", "#Median", "#90th percentile", "#Most");
            foreach ((SeriesScenario scenario, string shown) in scenarios)
            {
                foreach (SeriesPoint point in scenario.Points.Where(p => p.Runs.Count > 0))
                    Row(page, shown, scenario, point, point.DistributionsInSeconds.FirstOrDefault(d => (d.Kind, d.Fault, d.Name) == (kind, fault, name)));
            }

            Tables.End(page);
        }

        page.Add($"</section>\n");
    }

    private static void Row(HtmlText page, string name, SeriesScenario scenario, SeriesPoint point, Distribution? seen) => Tables.Row(
        page, name, Value(scenario, point), Cell.Number($"{seen?.Count ?? 0} of {point.Runs.Count}"),
        Cell.Number(seen is null ? "" : SeriesWords.Seconds(seen.Min)), Cell.Number(seen is null ? "" : SeriesWords.Seconds(seen.Median)),
        Cell.Number(seen is null ? "" : SeriesWords.Seconds(seen.P90)), Cell.Number(seen is null ? "" : SeriesWords.Seconds(seen.Max)));

    private static void Runs(HtmlText page, IReadOnlyList<(SeriesScenario Scenario, string Name)> scenarios)
    {
        page.Add($"<section><h2>Runs</h2>\n");
        Tables.Begin(page, "", "Scenario", "Varied", "#Seed", "Verdict", "Report");
        foreach ((SeriesScenario scenario, string name) in scenarios)
        {
            foreach ((SeriesPoint point, SeriesRun run) in scenario.Points.SelectMany(p => p.Runs.Select(r => (p, r))))
            {
                Tables.Row(page, Tables.Noted(name, scenario.Title), Value(scenario, point), Cell.Number(Format.Plain(run.Seed)),
                    Shell.Chip(run.Verdict), Report(run));
            }
        }

        Tables.End(page);
        page.Add($"</section>\n");
    }

    private static Markup Report(SeriesRun run) => run.Folder is { } folder
        ? Markup.Of($"<a href=\"{Uri.EscapeDataString(folder)}/{RunPaths.ReportName}\">{folder}</a>")
        : Markup.Of($"it left no run folder; exit code {run.ExitCode}");

    private static string Value(SeriesScenario scenario, SeriesPoint point) =>
        scenario.Vary is { } vary ? $"{vary.Parameter} {point.Value}" : "";

    /// <summary>
    /// The figures of a kind that any run has. Of operation classes writes come first, for they are what an outage costs, and
    /// the loads in the order of their file.
    /// </summary>
    private static IEnumerable<(string Fault, string Name)> Figures(IEnumerable<SeriesScenario> scenarios, string kind) =>
        from scenario in scenarios
        from point in scenario.Points
        from run in point.Runs
        from figure in run.FiguresInSeconds
        where figure.Kind == kind
        let load = kind == RunFigure.Outage ? scenario.Loads.TakeWhile(l => !figure.Name.StartsWith($"{l}.", StringComparison.Ordinal)).Count() : 0
        let write = kind == RunFigure.Outage && figure.Name.EndsWith(".write", StringComparison.Ordinal)
        group (write, load) by (figure.Fault, figure.Name) into same
        orderby same.Max(s => s.write) descending, same.Min(s => s.load)
        select same.Key;
}
