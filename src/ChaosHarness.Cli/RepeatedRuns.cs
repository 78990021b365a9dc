using System.Globalization;
using ChaosHarness.Cli.Output;
using ChaosHarness.Reports.Series;
using Spectre.Console;

namespace ChaosHarness.Cli;

/// <summary>Prints what the runs of one scenario came to together, with each value of what was varied by itself.</summary>
internal static class RepeatedRuns
{
    public static void Print(SeriesScenario scenario)
    {
        int count = scenario.Points.Sum(p => p.Runs.Count);
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns([$"{count} runs", "", .. Varied(scenario, scenario.Vary?.Parameter ?? ""), "seen", "min", "median", "p90", "max"]);
        var rows = scenario.Points.SelectMany(p => p.DistributionsInSeconds.Select(d => (Point: p, Seen: d)));
        foreach (var figure in rows.GroupBy(r => (r.Seen.Kind, r.Seen.Fault, r.Seen.Name)))
        {
            foreach ((SeriesPoint point, Distribution d) in figure)
            {
                table.AddRow([d.Kind, Markup.Escape($"{d.Fault} {d.Name}"), .. Varied(scenario, Markup.Escape(point.Value ?? "")),
                    $"{d.Count}", Seconds(d.Min), Seconds(d.Median), Seconds(d.P90), Seconds(d.Max)]);
            }
        }

        Terminal.Out.Write(table);
        string verdicts = string.Join(", ", scenario.Points.SelectMany(p => p.Runs).GroupBy(r => r.ExitCode).OrderBy(g => g.Key)
            .Select(g => $"{g.Count()} {ExitCodes.Describe(g.Key)}"));
        Terminal.Out.MarkupLine(verdicts.Length > 0 ? verdicts : "no run ended");
    }

    private static string[] Varied(SeriesScenario scenario, string text) => scenario.Vary is null ? [] : [text];

    private static string Seconds(double? seconds) => seconds?.ToString("0.000 s", CultureInfo.InvariantCulture) ?? "not ended";
}
