using System.Xml.Linq;
using ChaosHarness.Checking;
using ChaosHarness.Reports;
using ChaosHarness.Tests.Kit;
using ChaosHarness.Tests.Reports.Sample;

namespace ChaosHarness.Tests.Reports;

/// <summary>The verdict as CI servers read it.</summary>
public sealed class JUnitTests
{
    [Fact]
    public void A_failed_run() => Approve.Text(Write(s => s.Failed()), "xml");

    [Fact]
    public void A_passed_run_has_nothing_red()
    {
        XElement suite = Suite(s => s.Passed());
        Assert.Equal(("0", "0", "5"), ((string?)suite.Attribute("failures"), (string?)suite.Attribute("errors"), (string?)suite.Attribute("tests")));
        Assert.DoesNotContain(suite.Descendants(), e => e.Name.LocalName is "failure" or "error");
    }

    [Theory]
    [InlineData(Verdict.Pass, VerdictClass.Leftovers)]
    [InlineData(Verdict.Unknown, VerdictClass.Evidence)]
    [InlineData(Verdict.Unknown, VerdictClass.Harness)]
    [InlineData(Verdict.Unknown, VerdictClass.Input)]
    public void A_run_that_did_not_pass_is_red_even_when_no_checker_says_so(Verdict verdict, VerdictClass verdictClass)
    {
        XElement suite = Suite(_ => new(verdict, verdictClass, [], "0.1.0"));
        Assert.Equal("1", (string?)suite.Attribute("errors"));
        Assert.Single(suite.Descendants("error"));
    }

    private static XElement Suite(Func<SampleAssessment, Assessment> judge) =>
        XDocument.Parse(Write(judge)).Root!.Element("testsuite")!;

    private static string Write(Func<SampleAssessment, Assessment> judge)
    {
        using TemporaryFolder reports = new();
        using RunFolder run = SampleRun.Store(reports.Path, new FixedClock(SampleRun.StartedUtc), judge);
        return File.ReadAllText(Path.Combine(run.Folder, "junit.xml"));
    }
}
