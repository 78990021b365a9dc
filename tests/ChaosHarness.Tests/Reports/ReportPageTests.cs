using ChaosHarness.Reports;
using ChaosHarness.Scenarios;
using ChaosHarness.Tests.Kit;
using ChaosHarness.Tests.Reports.Sample;

namespace ChaosHarness.Tests.Reports;

/// <summary>The page that people read.</summary>
public sealed class ReportPageTests
{
    private static readonly Expectation None = new(new Bound("none", null, new Formula("0", new FormulaNode.Number(0))));

    [Fact]
    public void A_passed_run()
    {
        using TemporaryFolder reports = new();
        using RunFolder folder = SampleRun.Store(reports.Path, new FixedClock(SampleRun.StartedUtc), s => s.Passed());
        Approve.Text(File.ReadAllText(Path.Combine(folder.Folder, "report.html")), "html");
    }

    [Fact]
    public void A_failed_run()
    {
        using TemporaryFolder reports = new();
        using RunFolder folder = SampleRun.Store(reports.Path, new FixedClock(SampleRun.StartedUtc), s => s.Failed(), None);
        Approve.Text(File.ReadAllText(Path.Combine(folder.Folder, "report.html")), "html");
    }
}
