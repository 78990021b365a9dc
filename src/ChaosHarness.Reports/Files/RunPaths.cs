namespace ChaosHarness.Reports.Files;

/// <summary>Where everything of a run stands: the one place that knows names below <c>reports/</c>.</summary>
internal sealed record RunPaths(string Folder)
{
    public const string JournalName = "journal.jsonl";
    public const string FinalReadsName = "final-reads.jsonl";
    public const string ReportName = "report.html";
    public const string ManifestName = "manifest.sha256";
    public const string IndexName = "index.html";
    public const string SeriesPrefix = "series-";

    public string Inputs => Path.Combine(Folder, "inputs");
    public string Run => Path.Combine(Folder, "run.json");
    public string Journal => Path.Combine(Folder, JournalName);
    public string History => Path.Combine(Folder, "history");
    public string FinalReads => Path.Combine(Folder, FinalReadsName);
    public string Logs => Path.Combine(Folder, "logs");
    public string Verdict => Path.Combine(Folder, "verdict.json");
    public string JUnit => Path.Combine(Folder, "junit.xml");
    public string Report => Path.Combine(Folder, ReportName);
    public string Manifest => Path.Combine(Folder, ManifestName);

    /// <summary>The folder's name, which is the run's id.</summary>
    public string Id => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)));

    /// <summary>
    /// Where a verdict goes that a newer one replaces: <c>verdict.1.json</c> is the first ever given.
    /// </summary>
    public string EarlierVerdict(int number) => Path.Combine(Folder, $"verdict.{number}.json");

    /// <summary>Where an input file of a run is kept.</summary>
    /// <exception cref="ArgumentException">The path leads out of the folder.</exception>
    public string Input(string relative)
    {
        string full = Path.GetFullPath(Path.Combine(Inputs, relative));
        return full.StartsWith(Path.GetFullPath(Inputs) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new ArgumentException($"'{relative}' does not lie in the folder of scenarios.", nameof(relative));
    }
}
