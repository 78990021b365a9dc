using ChaosHarness.Reports;
using ChaosHarness.Tests.Kit;
using ChaosHarness.Tests.Reports.Sample;

namespace ChaosHarness.Tests.Reports;

/// <summary>The page over all runs.</summary>
public sealed class IndexPageTests
{
    [Fact]
    public void Runs_of_every_state()
    {
        using TemporaryFolder reports = new();
        Directory.CreateDirectory(reports["not-a-run"]);
        SampleRun.Store(reports.Path, new FixedClock(SampleRun.StartedUtc), s => s.Passed()).Dispose();
        SampleRun.Store(reports.Path, new FixedClock(SampleRun.StartedUtc.AddMinutes(5)), s => s.Failed()).Dispose();
        using RunFolder killed = RunFolder.Create(reports.Path, SampleScenario.Create(), new FixedClock(SampleRun.StartedUtc.AddHours(1)));
        killed.Begin(SampleScenario.Create(), SampleRun.Info(killed.Id));
        using RunFolder damaged = RunFolder.Create(reports.Path, SampleScenario.Create(), new FixedClock(SampleRun.StartedUtc.AddHours(2)));
        File.WriteAllText(Path.Combine(damaged.Folder, "run.json"), "{ <oops>");
        string page = File.ReadAllText(IndexPage.Write(reports.Path));
        Approve.Text(page.Replace(reports.Path, "REPORTS", StringComparison.Ordinal), "html");
    }

    [Fact]
    public void No_runs_yet()
    {
        using TemporaryFolder reports = new();
        Assert.Contains("no runs here yet", File.ReadAllText(IndexPage.Write(reports.Path)), StringComparison.Ordinal);
    }
}
