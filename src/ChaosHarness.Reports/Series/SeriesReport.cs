using System.Globalization;
using System.Text.Json;
using ChaosHarness.Checking;
using ChaosHarness.Reports.Files;
using ChaosHarness.Reports.Html.Series;
using ChaosHarness.Reports.Verdicts;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Reports.Series;

/// <summary>
/// The report of scenarios that were run more than once, <c>reports/series-UTC.html</c>, and the same for machines beside it
/// as <c>.json</c>: distributions, and curves over what was varied. It refers to the run folders and copies nothing else.
/// </summary>
public sealed class SeriesReport(string reports, TimeProvider clock)
{
    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private readonly List<SeriesScenario> _scenarios = [];

    /// <summary>The page's path.</summary>
    public string PagePath => $"{Base}.html";

    /// <summary>The path of the file for machines.</summary>
    public string DataPath => $"{Base}.json";

    private string Base => Path.Combine(
        reports, string.Create(CultureInfo.InvariantCulture, $"{RunPaths.SeriesPrefix}{_started:yyyyMMdd'T'HHmmss'Z'}"));

    /// <summary>Adds a scenario that is about to be run.</summary>
    public SeriesScenario Begin(Scenario scenario)
    {
        SeriesScenario begun = new(scenario);
        _scenarios.Add(begun);
        return begun;
    }

    /// <summary>
    /// The run that has just ended: the newest folder that was not there before and that has this scenario's file, seed and value.
    /// A run without a folder, or without a verdict, counts as one that nobody knows the outcome of.
    /// </summary>
    /// <param name="before">What <see cref="Folders"/> gave before the run.</param>
    public SeriesRun Find(Scenario scenario, VariedValue? value, int exitCode, IReadOnlyCollection<string> before)
    {
        SeriesRun missing = new(scenario.Seed, exitCode, Verdict.Unknown, null, []);
        foreach (string folder in Folders().Except(before).OrderDescending(StringComparer.Ordinal))
        {
            try
            {
                StoredRun run = StoredRun.Open(folder);
                if (run.Header.Seed != scenario.Seed || run.Header.Scenario != RunFolder.ScenarioFile(scenario)
                    || (value is not null && run.Header.Parameters.GetValueOrDefault(scenario.Vary!.Parameter) != value.Text))
                    continue;
                missing = missing with { Folder = Path.GetFileName(folder) };
                return run.Assessment() is { } assessment
                    ? missing with { Verdict = Summarised.Shown(assessment), FiguresInSeconds = RunFigure.Of(assessment) } : missing;
            }
            catch (RunDataException)
            {
                // Somebody else's, or a run that was killed: a run that cannot be read is not known.
            }
        }

        return missing;
    }

    /// <summary>The run folders that there are.</summary>
    public IReadOnlyCollection<string> Folders() => Directory.Exists(reports) ? Directory.GetDirectories(reports) : [];

    /// <summary>Writes what is known so far; to be called after each run, so that a series that is cut short is not lost.</summary>
    public void Write()
    {
        Directory.CreateDirectory(reports);
        SeriesDocument document = new(1, _started, _scenarios);
        AtomicFile.Write(DataPath, JsonSerializer.Serialize(document, RunJson.Indented.SeriesDocument) + "\n");
        AtomicFile.Write(PagePath, SeriesPage.Text(document));
    }
}

/// <summary>What the file for machines holds.</summary>
/// <param name="Schema">The version of its layout.</param>
/// <param name="StartedUtc">When the first run began.</param>
/// <param name="Scenarios">What was run.</param>
internal sealed record SeriesDocument(int Schema, DateTimeOffset StartedUtc, IReadOnlyList<SeriesScenario> Scenarios);
