using System.Text.Json;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Reports.Files;
using ChaosHarness.Reports.Verdicts;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Reports;

/// <summary>A run folder read back. What stands in it was written by a run that may have been killed.</summary>
public sealed class StoredRun
{
    private readonly RunPaths _paths;

    private StoredRun(RunPaths paths, RunHeader header)
    {
        _paths = paths;
        Header = header;
    }

    /// <summary>The folder.</summary>
    public string Folder => _paths.Folder;

    /// <summary>What <c>run.json</c> says.</summary>
    public RunHeader Header { get; }

    /// <summary>Where the files stand that the run was made from, with the relative paths they had.</summary>
    public string InputFolder => _paths.Inputs;

    /// <summary>The scenario's file among them; null when the scenario was not read from a file.</summary>
    public string? ScenarioPath => Header.Scenario is { } relative ? _paths.Input(relative) : null;

    /// <summary>Opens a run folder.</summary>
    /// <exception cref="RunDataException">It is not one.</exception>
    public static StoredRun Open(string folder)
    {
        RunPaths paths = new(Path.GetFullPath(folder));
        if (!File.Exists(paths.Run))
            throw new RunDataException(
                $"{folder} is not a run folder: it has no run.json. "
                + "Give a folder such as reports/20260131T120000Z-name-1.");
        try
        {
            RunHeader header = JsonSerializer.Deserialize(File.ReadAllBytes(paths.Run), RunJson.Indented.RunHeader)
                ?? throw new JsonException("null");
            return new StoredRun(paths, header);
        }
        catch (JsonException e)
        {
            throw new RunDataException($"{paths.Run} is damaged: {e.Message}", e);
        }
    }

    /// <summary>Every event, in the order of the file.</summary>
    /// <exception cref="RunDataException">The journal is missing or damaged.</exception>
    public IReadOnlyList<JournalEvent> Journal() => JournalReader.Read(_paths.Journal);

    /// <summary>Every client operation.</summary>
    /// <exception cref="RunDataException">The history is missing or damaged.</exception>
    public History History() => HistoryReader.Read(_paths.History);

    /// <summary>What the nodes held; empty when the run ended before it could be read.</summary>
    /// <exception cref="RunDataException">The file is damaged.</exception>
    public IReadOnlyList<FinalRead> FinalReads() => FinalReadsFile.Read(_paths.FinalReads);

    /// <summary>What was concluded; null when the run never got that far.</summary>
    /// <exception cref="RunDataException">The verdict is damaged.</exception>
    public Assessment? Assessment() => Verdict()?.Assessment;

    internal VerdictDocument? Verdict() => File.Exists(_paths.Verdict) ? VerdictDocument.Read(_paths.Verdict) : null;

    /// <summary>Everything that the run left behind, for the checkers.</summary>
    /// <param name="scenario">The scenario, read again from <see cref="InputFolder"/>.</param>
    /// <exception cref="RunDataException">Something is missing or damaged.</exception>
    public RunEvidence Evidence(Scenario scenario) => new(scenario, Journal(), History(), FinalReads());

    /// <summary>
    /// Writes a new verdict with its reports and manifest. The verdict it replaces is kept as <c>verdict.1.json</c>
    /// (the first ever given), <c>verdict.2.json</c> and so on.
    /// </summary>
    /// <exception cref="AggregateException">
    /// Some files could not be written; each inner exception names its file.
    /// </exception>
    public void Judge(RunEvidence evidence, Assessment assessment, TimeProvider clock)
    {
        KeepEarlierVerdict();
        DateTimeOffset now = clock.GetUtcNow();
        RunHeader header = Header with
        {
            State = RunState.Finished,
            FinishedUtc = Header.FinishedUtc ?? now,
            ConfigurationFingerprint = Fingerprint.Of(evidence.Journal),
        };
        new ReportWriter(_paths, header).Write(evidence, assessment, now);
    }

    private void KeepEarlierVerdict()
    {
        if (!File.Exists(_paths.Verdict))
            return;
        int number = 1;
        while (File.Exists(_paths.EarlierVerdict(number)))
            number++;
        File.Copy(_paths.Verdict, _paths.EarlierVerdict(number));
    }
}
