using System.Diagnostics;
using System.Text.Json;
using ChaosHarness.Checking;
using ChaosHarness.Reports;
using ChaosHarness.Scenarios;
using ChaosHarness.Tests.Reports.Sample;

namespace ChaosHarness.Tests.Reports;

/// <summary>The folder of a run, from its first moment to its manifest.</summary>
public sealed class RunFolderTests
{
    private static readonly FixedClock Clock = new(SampleRun.StartedUtc);

    [Fact]
    public void Is_named_after_time_scenario_and_seed()
    {
        using TemporaryFolder reports = new();
        using RunFolder run = RunFolder.Create(reports.Path, SampleScenario.Create(), Clock);
        Assert.Equal("20261121T093000Z-stop-master-42", run.Id);
        Assert.Equal(reports[run.Id], run.Folder);
    }

    [Fact]
    public void Runs_that_start_at_the_same_moment_do_not_collide()
    {
        using TemporaryFolder reports = new();
        Scenario scenario = SampleScenario.Create();
        RunFolder[] runs = new RunFolder[16];
        Parallel.For(0, runs.Length, i => runs[i] = RunFolder.Create(reports.Path, scenario, Clock));
        Assert.Equal(runs.Length, runs.Select(r => r.Folder).Distinct().Count());
        foreach (RunFolder run in runs)
            run.Dispose();
    }

    [Fact]
    public void Says_from_the_start_that_it_is_running()
    {
        using TemporaryFolder reports = new();
        using RunFolder run = Begun(reports);
        StoredRun stored = StoredRun.Open(run.Folder);
        Assert.Equal(RunState.Running, stored.Header.State);
        Assert.Null(stored.Assessment());
        Assert.Equal(42, stored.Header.Seed);
        Assert.Equal("5000", stored.Header.Parameters["down-after"]);
    }

    [Fact]
    public void Keeps_the_files_that_the_run_was_made_from()
    {
        using TemporaryFolder reports = new();
        using RunFolder run = Begun(reports);
        StoredRun stored = StoredRun.Open(run.Folder);
        foreach (SourceFile file in SampleScenario.Create().Files)
            Assert.Equal(file.Text, File.ReadAllText(Path.Combine(stored.InputFolder, file.Path)));
        Assert.Equal(Path.Combine(stored.InputFolder, "redis-sentinel", "stop-master.yaml"), stored.ScenarioPath);
    }

    [Theory]
    [InlineData("../stack.yaml")]
    [InlineData("/etc/stack.yaml")]
    [InlineData("a/../../stack.yaml")]
    public void Refuses_to_write_inputs_outside_of_itself(string path)
    {
        using TemporaryFolder reports = new();
        Scenario scenario = SampleScenario.Create() with { Files = [new(path, "")] };
        using RunFolder run = RunFolder.Create(reports.Path, scenario, Clock);
        Assert.Throws<ArgumentException>(() => run.Begin(scenario, SampleRun.Info(run.Id)));
    }

    [Fact]
    public void Gives_back_everything_that_the_run_left_behind()
    {
        using TemporaryFolder reports = new();
        using RunFolder run = SampleRun.Store(reports.Path, Clock, s => s.Passed());
        StoredRun stored = StoredRun.Open(run.Folder);
        RunEvidence evidence = stored.Evidence(SampleScenario.Create());
        Assert.Equal(RunState.Finished, stored.Header.State);
        Assert.Equal(SampleRun.Info(run.Id).Versions, stored.Header.Info.Versions);
        Assert.Equal(SampleRun.Info(run.Id).MonotonicAtStart, stored.Header.Info.MonotonicAtStart);
        Assert.Equal(SampleJournal.Create().Select(e => (e.At, e.Kind, e.Value)), evidence.Journal.Select(e => (e.At, e.Kind, e.Value)));
        Assert.Equal(24_000, evidence.History.Operations.Count);
        Assert.Equal(
            SampleRun.FinalReads().Select(r => (r.Node, r.Key, string.Join(',', r.Values))),
            evidence.FinalReads.Select(r => (r.Node, r.Key, string.Join(',', r.Values))));
        Assert.Equal(Verdict.Pass, stored.Assessment()!.Verdict);
    }

    [Fact]
    public void Adds_final_reads_to_those_saved_before()
    {
        using TemporaryFolder reports = new();
        using RunFolder run = Begun(reports);
        run.Save(SampleRun.FinalReads());
        run.Save(SampleRun.FinalReads());
        Assert.Equal(8, StoredRun.Open(run.Folder).FinalReads().Count);
    }

    [Fact]
    public void Fingerprints_the_live_configuration_and_nothing_else()
    {
        using TemporaryFolder reports = new();
        using RunFolder first = SampleRun.Store(reports.Path, Clock, s => s.Passed());
        using RunFolder second = SampleRun.Store(reports.Path, Clock, s => s.Failed());
        string? fingerprint = StoredRun.Open(first.Folder).Header.ConfigurationFingerprint;
        Assert.Equal(fingerprint, StoredRun.Open(second.Folder).Header.ConfigurationFingerprint);
        Assert.Equal(64, fingerprint!.Length);
    }

    [Fact]
    public void Writes_a_manifest_that_sha256sum_agrees_with()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs sha256sum");
        using TemporaryFolder reports = new();
        using RunFolder run = SampleRun.Store(reports.Path, Clock, s => s.Passed());
        int files = Directory.GetFiles(run.Folder, "*", SearchOption.AllDirectories).Length - 1;
        Assert.Equal((0, files), Check(run.Folder));
        File.AppendAllText(Path.Combine(run.Folder, "journal.jsonl"), "{}\n");
        Assert.Equal((1, files), Check(run.Folder));
    }

    [Fact]
    public void Escapes_odd_file_names_in_the_manifest_as_sha256sum_does()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems do not allow such names");
        using TemporaryFolder reports = new();
        using RunFolder run = Begun(reports);
        File.WriteAllText(Path.Combine(run.LogFolder, "a\\b\nc d.log"), "x");
        RunEvidence evidence = run.Read(SampleScenario.Create());
        run.Finish(SampleScenario.Create(), evidence, new(Verdict.Unknown, VerdictClass.Evidence, [], "0.1.0"));
        Assert.Equal(0, Check(run.Folder).ExitCode);
    }

    [Theory]
    [InlineData("verdict.json")]
    [InlineData("junit.xml")]
    [InlineData("report.html")]
    public void One_report_that_cannot_be_written_does_not_keep_back_the_others(string broken)
    {
        using TemporaryFolder reports = new();
        using RunFolder run = Begun(reports);
        Directory.CreateDirectory(Path.Combine(run.Folder, broken)); // a folder where the file belongs
        RunEvidence evidence = SampleRun.Evidence();
        AggregateException exception = Assert.Throws<AggregateException>(
            () => run.Finish(evidence.Scenario, evidence, new SampleAssessment(evidence).Failed()));
        Assert.Contains(broken, Assert.Single(exception.InnerExceptions).Message, StringComparison.Ordinal);
        string[] others = ["verdict.json", "junit.xml", "report.html", "run.json", "manifest.sha256"];
        Assert.All(others.Where(o => o != broken), o => Assert.True(File.Exists(Path.Combine(run.Folder, o)), o));
    }

    [Fact]
    public void A_newer_verdict_keeps_the_older_ones()
    {
        using TemporaryFolder reports = new();
        using RunFolder run = SampleRun.Store(reports.Path, Clock, s => s.Passed());
        StoredRun stored = StoredRun.Open(run.Folder);
        RunEvidence evidence = stored.Evidence(SampleScenario.Create());
        stored.Judge(evidence, new SampleAssessment(evidence).Failed(), new FixedClock(SampleRun.StartedUtc.AddDays(1)));
        Assert.Equal(Verdict.Fail, StoredRun.Open(run.Folder).Assessment()!.Verdict);
        Assert.Equal("pass", VerdictIn(Path.Combine(run.Folder, "verdict.1.json")));
        if (OperatingSystem.IsLinux())
            Assert.Equal(0, Check(run.Folder).ExitCode);
    }

    [Fact]
    public void A_folder_without_a_run_is_refused_with_advice()
    {
        using TemporaryFolder folder = new();
        RunDataException exception = Assert.Throws<RunDataException>(() => StoredRun.Open(folder.Path));
        Assert.Contains("it has no run.json", exception.Message, StringComparison.Ordinal);
    }

    private static RunFolder Begun(TemporaryFolder reports)
    {
        Scenario scenario = SampleScenario.Create();
        RunFolder run = RunFolder.Create(reports.Path, scenario, Clock);
        run.Begin(scenario, SampleRun.Info(run.Id));
        return run;
    }

    private static string VerdictIn(string path) =>
        JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("verdict").GetString()!;

    private static (int ExitCode, int Files) Check(string folder)
    {
        ProcessStartInfo start = new("sha256sum", ["--check", "--strict", "manifest.sha256"])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
