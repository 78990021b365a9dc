using System.Globalization;
using System.Text.Json;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Reports.Files;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Reports;

/// <summary>
/// The folder of a run that goes on, <c>reports/UTC-SCENARIO-SEED/</c>. Everything is on its way to the disk as soon as
/// it is known: a harness killed at any moment leaves a folder that can be read.
/// </summary>
public sealed class RunFolder : IRunRecord
{
    private readonly RunPaths _paths;
    private readonly JournalFile _journal;
    private readonly TimeProvider _clock;
    private RunHeader? _header;

    private RunFolder(RunPaths paths, JournalFile journal, TimeProvider clock)
    {
        _paths = paths;
        _journal = journal;
        _clock = clock;
        Directory.CreateDirectory(paths.Inputs);
        Directory.CreateDirectory(paths.History);
        Directory.CreateDirectory(paths.Logs);
    }

    /// <summary>The run's id: the folder's name.</summary>
    public string Id => _paths.Id;

    public string Folder => _paths.Folder;

    public string HistoryFolder => _paths.History;

    public string LogFolder => _paths.Logs;

    /// <summary>
    /// Makes a new folder. Runs of the same scenario, seed and second get <c>-2</c>, <c>-3</c> ... behind their names:
    /// whoever creates the journal owns the folder, and creating a file that is there already fails.
    /// </summary>
    /// <param name="reports">The folder of all runs; made when missing.</param>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static RunFolder Create(string reports, Scenario scenario, TimeProvider clock)
    {
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{ShortName(scenario.Path)}-{scenario.Seed}");
        for (int attempt = 1; ; attempt++)
        {
            string suffix = attempt == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{attempt}");
            RunPaths paths = new(Path.GetFullPath(Path.Combine(reports, name + suffix)));
            Directory.CreateDirectory(paths.Folder);
            try
            {
                return new RunFolder(paths, new JournalFile(paths.Journal), clock);
            }
            catch (IOException) when (File.Exists(paths.Journal))
            {
                // Somebody else's.
            }
        }
    }

    /// <summary>
    /// Writes <c>inputs/</c> and <c>run.json</c>. The folder's name is the run's id, whatever the info says.
    /// </summary>
    public void Begin(Scenario scenario, RunInfo info)
    {
        foreach (SourceFile file in scenario.Files)
        {
            string path = _paths.Input(file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, file.Text);
        }

        _header = Header(scenario, info);
        WriteHeader(_header);
    }

    public void Write(JournalEvent entry) => _journal.Write(entry);

    /// <summary>Adds to <c>final-reads.jsonl</c>; may be called more than once.</summary>
    public void Save(IReadOnlyList<FinalRead> reads) => FinalReadsFile.Append(_paths.FinalReads, reads);

    /// <exception cref="RunDataException">What is on disk is damaged.</exception>
    public RunEvidence Read(Scenario scenario) => StoredRun.Open(Folder).Evidence(scenario);

    /// <summary>
    /// Closes the journal and writes verdict.json, junit.xml, run.json, report.html and the manifest, in this order.
    /// A file that cannot be written does not keep the others from being written.
    /// </summary>
    /// <exception cref="AggregateException">Some could not be written; each inner exception names its file.</exception>
    public void Finish(Scenario scenario, RunEvidence evidence, Assessment assessment)
    {
        RunHeader begun = _header ?? throw new InvalidOperationException("Begin has to be called before Finish.");
        _journal.Dispose();
        _header = begun with
        {
            State = RunState.Finished,
            FinishedUtc = _clock.GetUtcNow(),
            ConfigurationFingerprint = Fingerprint.Of(evidence.Journal),
        };
        new ReportWriter(_paths, _header).Write(evidence with { Scenario = scenario }, assessment, _clock.GetUtcNow());
    }

    public void Dispose() => _journal.Dispose();

    private void WriteHeader(RunHeader header) =>
        AtomicFile.Write(_paths.Run, JsonSerializer.Serialize(header, RunJson.Indented.RunHeader) + "\n");

    private RunHeader Header(Scenario scenario, RunInfo info) => new()
    {
        Id = Id,
        State = RunState.Running,
        StartedUtc = info.StartedUtc,
        MonotonicAtStart = info.MonotonicAtStart,
        Title = scenario.Title,
        Scenario = ScenarioFile(scenario),
        Inputs = [.. scenario.Files.Select(f => f.Path)],
        Stack = scenario.Stack.Name,
        Row = string.Join(", ", scenario.Rows.Select(r => r.Name)) is { Length: > 0 } rows ? rows : null,
        Seed = scenario.Seed,
        Parameters = scenario.Stack.Parameters,
        Versions = info.Versions,
        Host = info.Host,
    };

    /// <summary>Which of the input files is the scenario: the one that its path ends with.</summary>
    internal static string? ScenarioFile(Scenario scenario)
    {
        string path = scenario.Path.Replace(Path.DirectorySeparatorChar, '/');
        return scenario.Files.Select(f => f.Path)
            .FirstOrDefault(f => path == f || path.EndsWith('/' + f, StringComparison.Ordinal));
    }

    /// <summary>The file's name without its ending, with nothing in it that a shell or a URL would trip over.</summary>
    private static string ShortName(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
    }
}
