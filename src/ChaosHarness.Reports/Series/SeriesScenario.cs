using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Reports.Series;

/// <summary>The runs of one scenario in a series.</summary>
public sealed class SeriesScenario
{
    private readonly List<(VariedValue? Value, SeriesRun Run)> _runs = [];

    internal SeriesScenario(Scenario scenario) =>
        (Title, File, Stack, Vary, Loads) = (
            scenario.Title, scenario.Path, scenario.Stack.Name, scenario.Vary, [.. scenario.Loads.Select(l => l.Name)]);

    /// <summary>The scenario's title.</summary>
    public string Title { get; }

    /// <summary>The scenario's file.</summary>
    public string File { get; }

    /// <summary>The stack that it runs on.</summary>
    public string Stack { get; }

    /// <summary>Its loads, in the order of the file: operation classes are called like them.</summary>
    public IReadOnlyList<string> Loads { get; }

    /// <summary>The parameter that is varied, or null.</summary>
    public Variation? Vary { get; }

    /// <summary>The runs of each value, in the order of the values; all of them in one where nothing is varied.</summary>
    public IReadOnlyList<SeriesPoint> Points =>
    [
        .. ((IEnumerable<VariedValue?>?)Vary?.Values ?? [null])
            .Select(v => new SeriesPoint(v?.Text, v?.Number, [.. _runs.Where(r => r.Value == v).Select(r => r.Run)])),
    ];

    /// <summary>Takes a run that has ended.</summary>
    /// <param name="value">Its value of the varied parameter, or null.</param>
    public void Add(VariedValue? value, SeriesRun run) => _runs.Add((value, run));
}

/// <summary>The runs with one value of the varied parameter.</summary>
/// <param name="Value">The value as it is written; null where nothing is varied.</param>
/// <param name="Number">What it comes to in the parameter's unit; null where it is a word.</param>
/// <param name="Runs">The runs, the first one first.</param>
public sealed record SeriesPoint(string? Value, double? Number, IReadOnlyList<SeriesRun> Runs)
{
    /// <summary>What they came to together.</summary>
    public IReadOnlyList<Distribution> DistributionsInSeconds => Distribution.Of(Runs.Select(r => r.FiguresInSeconds));
}

/// <summary>One run of a series.</summary>
/// <param name="Seed">Where its chance came from.</param>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Verdict">Its verdict; Unknown when it has none.</param>
/// <param name="Folder">The name of its folder beside the series; null when it left none.</param>
/// <param name="FiguresInSeconds">What it measured; empty when it was not judged.</param>
public sealed record SeriesRun(int Seed, int ExitCode, Verdict Verdict, string? Folder, IReadOnlyList<RunFigure> FiguresInSeconds);
