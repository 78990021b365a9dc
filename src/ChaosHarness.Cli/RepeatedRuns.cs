using System.Globalization;
using System.Text.Json;
using ChaosHarness.Checking;
using ChaosHarness.Cli.Output;
using ChaosHarness.Reports;
using ChaosHarness.Scenarios;
using Spectre.Console;

namespace ChaosHarness.Cli;

/// <summary>The runs of one scenario that was repeated, and their outages and recoveries as distributions.</summary>
internal sealed class RepeatedRuns(Scenario scenario, string reports)
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    private readonly List<(int Seed, int Code, Assessment? Assessment, string? Folder)> _runs = [];

    /// <summary>Takes a run that has ended: its folder is the newest one with its seed.</summary>
    public void Add(int seed, int code)
    {
        string? folder = Directory.Exists(reports)
            ? Directory.GetDirectories(reports, $"*-{seed}*").Order(StringComparer.Ordinal).LastOrDefault() : null;
        _runs.Add((seed, code, folder is null ? null : Assessment(folder), folder));
    }

    /// <summary>Prints the distributions and writes them, with every run's folder, beside the run folders.</summary>
    public void Report()
    {
        IReadOnlyList<Distribution> all = Distribution.Of(_runs.Select(r => r.Assessment).OfType<Assessment>());
        Spectre.Console.Table table = new() { Border = TableBorder.Simple };
        table.AddColumns($"{_runs.Count} runs", "", "seen", "min", "median", "p90", "max");
        foreach (Distribution d in all)
            table.AddRow(Markup.Escape(d.Kind), Markup.Escape(d.Name), $"{d.Count}", Seconds(d.Min), Seconds(d.Median), Seconds(d.P90), Seconds(d.Max));
        Terminal.Out.Write(table);
        string verdicts = string.Join(", ", _runs.GroupBy(r => r.Code).OrderBy(g => g.Key)
            .Select(g => $"{g.Count()} {ExitCodes.Describe(g.Key)}"));
        Terminal.Out.MarkupLine(verdicts.Length > 0 ? verdicts : "no run ended");
        string path = Path.Combine(reports, $"repeat-{Path.GetFileNameWithoutExtension(scenario.Path)}-{scenario.Seed}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            scenario = scenario.Title,
            runs = _runs.Select(r => new { seed = r.Seed, exitCode = r.Code, folder = Path.GetFileName(r.Folder) }),
            distributionsInSeconds = all,
        }, s_json));
        Terminal.Out.WriteLine($"every run's folder: {path}");
    }

    private static Assessment? Assessment(string folder)
    {
        try
        {
            return StoredRun.Open(folder).Assessment();
        }
        catch (RunDataException)
        {
            return null;
        }
    }

    private static string Seconds(double seconds) => seconds.ToString("0.000 s", CultureInfo.InvariantCulture);
}
