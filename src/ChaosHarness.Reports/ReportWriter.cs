using System.Text.Json;
using ChaosHarness.Checking;
using ChaosHarness.Reports.Files;
using ChaosHarness.Reports.Html;
using ChaosHarness.Reports.Verdicts;

namespace ChaosHarness.Reports;

/// <summary>
/// Writes the files of a verdict, the most important first; one that fails does not keep back the next.
/// </summary>
internal sealed class ReportWriter(RunPaths paths, RunHeader header)
{
    private readonly List<Exception> _errors = [];

    /// <exception cref="AggregateException">
    /// Some files could not be written; each inner exception names its file.
    /// </exception>
    public void Write(RunEvidence evidence, Assessment assessment, DateTimeOffset judged)
    {
        Try(paths.Verdict, () => VerdictDocument.Of(header, assessment, judged).ToJson());
        Try(paths.JUnit, () => JUnitFile.Text(header, evidence, assessment));
        Try(paths.Run, () => JsonSerializer.Serialize(header, RunJson.Indented.RunHeader) + "\n");
        IReadOnlyList<HashedFile> files = [];
        Try(paths.Report, () =>
        {
            files = HashedFiles();
            return ReportPage.Text(new ReportModel(header, evidence, assessment, judged, files));
        });
        Try(paths.Manifest, () => Manifest.Text(WithReport(files)));
        if (_errors.Count > 0)
            throw new AggregateException("Some files of the report could not be written.", _errors);
    }

    private void Try(string path, Func<string> text)
    {
        try
        {
            AtomicFile.Write(path, text());
        }
        catch (Exception e)
        {
            _errors.Add(new IOException($"{path} could not be written: {e.Message}", e));
        }
    }

    /// <summary>What the report lists: all but itself, which cannot hold its own hash.</summary>
    private IReadOnlyList<HashedFile> HashedFiles() =>
        [.. Manifest.Hash(paths.Folder).Where(f => f.Path != RunPaths.ReportName)];

    private IEnumerable<HashedFile> WithReport(IReadOnlyList<HashedFile> files)
    {
        if (files.Count == 0 || !File.Exists(paths.Report))
            return Manifest.Hash(paths.Folder);
        HashedFile report = Manifest.HashFile(paths.Report, RunPaths.ReportName);
        return files.Append(report).OrderBy(f => f.Path, StringComparer.Ordinal);
    }
}
