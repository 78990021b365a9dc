using System.Text.RegularExpressions;
using System.Xml.Linq;
using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Reports;
using ChaosHarness.Reports.Html;
using ChaosHarness.Scenarios;
using ChaosHarness.Tests.Kit;
using ChaosHarness.Tests.Reports.Sample;

namespace ChaosHarness.Tests.Reports;

/// <summary>The page that people read.</summary>
public sealed partial class ReportPageTests
{
    private const string Nasty = "</script><script>alert('x')</script> & \"quoted\" <b>";
    private static readonly Expectation None = new(new Bound("none", null, new("0", new FormulaNode.Number(0))));

    [Fact]
    public void A_passed_run_shows_nothing_red()
    {
        string page = Stored(s => s.Passed());
        Assert.Contains("<div class=\"banner pass\">\n<p class=\"word\">Pass</p>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"chip fail\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"chip unknown\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_run() => Approve.Text(Stored(s => s.Failed(), None), "html");

    [Fact]
    public void Needs_nothing_but_itself()
    {
        string page = Stored(s => s.Passed());
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<(script|img|iframe|object|embed)[^>]*\ssrc|<link|@import|url\(", page);
    }

    [Fact]
    public void Every_reference_to_evidence_leads_to_what_stands_there()
    {
        string page = Stored(s => s.Failed());
        string[] links = [.. Links().Matches(page).Select(m => m.Groups[1].Value).Distinct()];
        Assert.Contains("journal-40", links);
        Assert.All(links, id => Assert.Contains($"id=\"{id}\"", page, StringComparison.Ordinal));
        Assert.DoesNotContain("There is no such line", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Escapes_whatever_a_run_puts_into_it()
    {
        RunEvidence sample = SampleRun.Evidence();
        Scenario scenario = sample.Scenario with
        {
            Title = Nasty,
            Stack = sample.Scenario.Stack with { Title = Nasty, Parameters = new Dictionary<string, string> { [Nasty] = Nasty } },
            Loads = [sample.Scenario.Loads[0] with { Name = Nasty, Workload = Nasty }],
        };
        RunEvidence evidence = new(
            scenario,
            [.. sample.Journal.Select(e => e with
            {
                Node = Nasty, Value = Nasty, Subject = Nasty,
                Data = new Dictionary<string, string> { ["targets"] = Nasty, [Nasty] = Nasty + "\n" + Nasty, ["watch"] = Nasty },
            })],
            new History([.. sample.History.Operations], [.. sample.History.Names.Select((n, i) => i == 0 ? n : $"{Nasty}{i}.write")]),
            []);
        Finding finding = new(Verdict.Fail, Nasty, [Nasty, "journal:1", "history:1", "journal:999999"]);
        Assessment assessment = new(Verdict.Fail, VerdictClass.SystemUnderTest, [new(Nasty, Nasty, Verdict.Fail, [finding])], Nasty);
        string page = Page(evidence, assessment);
        Assert.DoesNotContain("alert('x')", page, StringComparison.Ordinal);
        WellFormed(page);
    }

    [Fact]
    public void Each_step_with_a_row_has_a_table_with_what_is_documented_of_it_and_what_it_may_have_lost()
    {
        RunEvidence sample = SampleRun.Evidence();
        FaultStep stop = (FaultStep)sample.Scenario.Steps[0];
        TableRow row = sample.Scenario.Row! with { Name = "again", Fault = "It is stopped once more.", LostWrites = None.Bound };
        RunEvidence evidence = sample with
        {
            Scenario = sample.Scenario with { Steps = [stop, stop with { Name = "second", Row = row }, .. sample.Scenario.Steps.Skip(1)] },
        };
        CheckResult outage = new("outage", "Outages", Verdict.Pass, [])
        {
            Measured = new()
            {
                Phases = [Phase("stop-service"), Phase("second")],
                StepLosses = [new("second", 0, 3, "none", Verdict.Unknown)],
            },
        };

        string page = Page(evidence, new(Verdict.Unknown, VerdictClass.Evidence, [outage], "0.1.0"));

        int first = page.IndexOf("<h3>After stop-service</h3>", StringComparison.Ordinal);
        int second = page.IndexOf("<h3>After second</h3>", StringComparison.Ordinal);
        Assert.True(0 < first && first < second);
        Assert.DoesNotContain("It is stopped once more.", page[first..second], StringComparison.Ordinal);
        Assert.Contains("<b>As documented:</b> It is stopped once more.", page[second..], StringComparison.Ordinal);
        Assert.Contains("0 to 3", page[second..], StringComparison.Ordinal);
        Assert.Contains("judged by the row \u201cagain\u201d", page, StringComparison.Ordinal);
        WellFormed(page);

        static RecoveryPhase Phase(string fault) => new(fault, "promoted", "A replica is promoted", null, null, null, null, null, Verdict.Pass, []);
    }

    [Fact]
    public void Contradictions_have_a_section_only_where_there_are_any() =>
        Assert.DoesNotContain("id=\"contradictions\"", Stored(s => s.Passed()), StringComparison.Ordinal);

    [Fact]
    public void The_checkers_own_pictures_fit_into_the_page()
    {
        RunEvidence sample = SampleRun.Evidence();
        Operation append = sample.History.Operations.First(o => o.Kind == OperationKind.Append && o.Outcome == Outcome.Ok);
        RunEvidence evidence = sample with
        {
            History = new([append], sample.History.Names),
            FinalReads = [new(SampleTimes.At(30), "redis2", "primary", true, "doc", append.Key, [])],
        };
        CheckResult result = new RunConsistencyChecker(TimeProvider.System).Check(evidence, TestContext.Current.CancellationToken);
        string page = Page(evidence, new(Verdict.Pass, VerdictClass.Passed, [result], "0.1.0"));
        Assert.Contains("<svg class=\"violation\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        WellFormed(page);
    }

    [Fact]
    public void Is_well_formed() => WellFormed(Stored(s => s.Failed()));

    [Fact]
    public void A_run_that_was_over_before_it_began_still_gets_its_page()
    {
        RunEvidence evidence = new(SampleScenario.Create(), [], new History([], [""]), []);
        string page = Page(evidence, new(Verdict.Unknown, VerdictClass.Harness, [], "0.1.0"));
        Assert.Contains("Harness error", page, StringComparison.Ordinal);
        WellFormed(page);
    }

    [Fact]
    public void A_fault_that_was_never_healed_and_an_outage_that_never_ended()
    {
        RunEvidence sample = SampleRun.Evidence();
        RunEvidence evidence = sample with { Journal = [.. sample.Journal.Where(e => e.Kind is not ("healed" or "effective"))] };
        Outage outage = new()
        {
            Fault = "stop-service", Class = "web.write", Longest = new(TimeSpan.FromSeconds(40), null),
            Total = new(TimeSpan.FromSeconds(40), null), Count = 1, Resolution = TimeSpan.FromMilliseconds(10),
            LastOkBefore = SampleTimes.At(-0.01), Failed = 1, Unknown = 1, Verdict = Verdict.Fail,
        };
        CheckResult result = new("outage", "Outage", Verdict.Fail, []) { Measured = new() { Outages = [outage] } };
        string page = Page(evidence, new(Verdict.Fail, VerdictClass.SystemUnderTest, [result], "0.1.0"));
        Assert.Contains("over 40.000 s, not ended", page, StringComparison.Ordinal);
        Assert.Contains("effect not proven", page, StringComparison.Ordinal);
        WellFormed(page);
    }

    [Fact]
    public void Many_packages_of_the_lab_image_are_folded_away()
    {
        RunEvidence evidence = SampleRun.Evidence();
        Dictionary<string, string> versions = Enumerable.Range(0, 80).ToDictionary(i => $"image/package{i}", _ => "1.0");
        versions["harness"] = "0.1.0";
        string page = Page(evidence, new SampleAssessment(evidence).Passed(), versions);
        Assert.Contains("<summary>80 more</summary>", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("<th>harness</th>", StringComparison.Ordinal) < page.IndexOf("80 more", StringComparison.Ordinal));
        WellFormed(page);
    }

    [Fact]
    public void A_million_operations_still_make_a_page_below_two_megabytes()
    {
        const int Count = 1_000_000;
        Random random = new(3);
        Operation[] operations = new Operation[Count];
        for (int i = 0; i < Count; i++)
        {
            Instant due = SampleTimes.Load + TimeSpan.FromSeconds(i * 600.0 / Count);
            operations[i] = new()
            {
                Kind = OperationKind.Append, Outcome = (Outcome)(1 + random.Next(3)), Class = (ushort)(1 + i % 3), Process = i,
                Key = i % 16, Value = i, Intended = due, Start = due, End = due + TimeSpan.FromMilliseconds(random.Next(1, 900)),
            };
        }

        RunEvidence sample = SampleRun.Evidence();
        RunEvidence evidence = sample with { History = new(operations, SampleHistory.Names) };
        Assert.InRange(Page(evidence, new SampleAssessment(sample).Failed()).Length, 100_000, 2_000_000);
    }

    private static string Stored(Func<SampleAssessment, Assessment> judge, Expectation? splitBrain = null)
    {
        using TemporaryFolder reports = new();
        using RunFolder run = SampleRun.Store(reports.Path, new FixedClock(SampleRun.StartedUtc), judge, splitBrain);
        return File.ReadAllText(Path.Combine(run.Folder, "report.html"));
    }

    private static string Page(
        RunEvidence evidence, Assessment assessment, IReadOnlyDictionary<string, string>? versions = null)
    {
        using TemporaryFolder reports = new();
        using RunFolder run = RunFolder.Create(reports.Path, evidence.Scenario, new FixedClock(SampleRun.StartedUtc));
        run.Begin(evidence.Scenario, SampleRun.Info(run.Id));
        RunHeader header = StoredRun.Open(run.Folder).Header;
        header = header with { Versions = versions ?? header.Versions };
        return ReportPage.Text(new ReportModel(header, evidence, assessment, SampleRun.StartedUtc, []));
    }

    /// <summary>Everything that is opened is closed: the page without what XML does not know is XML.</summary>
    private static void WellFormed(string page) => XDocument.Parse(NotXml().Replace(page, ""));

    [GeneratedRegex("<!doctype html>|<meta[^>]*>|<script[^>]*>.*?</script>|<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex NotXml();

    [GeneratedRegex("href=\"#((?:journal|history|final-reads)-[0-9]+)\"")]
    private static partial Regex Links();
}
