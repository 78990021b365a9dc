using ChaosHarness.Checkers;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;
using ChaosHarness.Tests.Checkers.Sanity;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers;

public sealed class JudgeTests
{
    [Fact]
    public async Task Composes_the_worst_verdict()
    {
        Assert.Equal((Verdict.Pass, VerdictClass.Passed, 0), await AssessAsync(Say(Verdict.Pass)));
        Assert.Equal((Verdict.Unknown, VerdictClass.Evidence, 2), await AssessAsync(Say(Verdict.Pass), Say(Verdict.Unknown)));
        Assert.Equal((Verdict.Fail, VerdictClass.SystemUnderTest, 1), await AssessAsync(Say(Verdict.Fail), Say(Verdict.Unknown)));
        Assert.Equal((Verdict.Unknown, VerdictClass.Evidence, 2), await AssessAsync());
    }

    [Fact]
    public async Task Nothing_is_held_against_the_system_when_the_run_was_interrupted()
    {
        RunEvidence evidence = EvidenceCheckerTests.Complete().Build();
        JournalEvent cancelled = new() { At = evidence.Journal[^1].At, Kind = EventKinds.Trouble, Value = Runner.Cancelled };
        Assessment assessment = await JudgeOf(new Checker((_, _) => Say(Verdict.Fail))).AssessAsync(
            evidence with { Journal = [.. evidence.Journal, cancelled] }, TestContext.Current.CancellationToken);
        Assert.Equal((Verdict.Unknown, 2), (assessment.Verdict, assessment.ExitCode));
        Assert.All(assessment.Results.SelectMany(r => r.Findings), f => Assert.NotEqual(Verdict.Fail, f.Verdict));
    }

    [Fact]
    public async Task Turns_a_crash_into_Unknown_with_its_text()
    {
        Assessment assessment = await JudgeOf(new Checker((_, _) => throw new InvalidOperationException("broken arm"))).AssessAsync(
            EvidenceCheckerTests.Complete().Build(), TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Unknown, assessment.Verdict);
        Assert.Contains("broken arm", assessment.Results[0].Findings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turns_an_exhausted_budget_into_Unknown()
    {
        Judge judge = JudgeOf(new Checker(static (_, ct) =>
        {
            ct.WaitHandle.WaitOne();
            ct.ThrowIfCancellationRequested();
            return Say(Verdict.Pass);
        }));
        Assessment assessment = await judge.AssessAsync(EvidenceCheckerTests.Complete().Build(), TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Unknown, assessment.Verdict);
        Assert.Contains("budget", assessment.Results[0].Findings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_a_checker_behind_that_does_not_stop()
    {
        using ManualResetEventSlim end = new();
        Judge judge = JudgeOf(new Checker((_, _) =>
        {
            end.Wait(CancellationToken.None);
            return Say(Verdict.Pass);
        }));
        Assessment assessment = await judge.AssessAsync(EvidenceCheckerTests.Complete().Build(), TestContext.Current.CancellationToken);
        end.Set();
        Assert.Equal(Verdict.Unknown, assessment.Verdict);
    }

    [Fact]
    public async Task Does_not_judge_when_it_is_cancelled()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => JudgeOf(new Checker((_, _) => Say(Verdict.Pass))).AssessAsync(EvidenceCheckerTests.Complete().Build(), cancelled.Token));
    }

    [Fact]
    public async Task Does_not_believe_a_result_that_is_better_than_its_findings()
    {
        CheckResult rosy = Say(Verdict.Pass) with { Findings = [new(Verdict.Fail, "it is on fire")] };
        Assert.Equal((Verdict.Fail, VerdictClass.SystemUnderTest, 1), await AssessAsync(rosy));
    }

    [Fact]
    public async Task Concludes_nothing_against_the_system_from_a_history_that_is_wrong_in_itself()
    {
        RunEvidence evidence = EvidenceCheckerTests.Complete().Op("web.read", 5000, 4999).Build();
        Assessment assessment = await JudgeOf(new Checker((_, _) => Say(Verdict.Fail))).AssessAsync(evidence, TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Unknown, assessment.Verdict);
        Assert.All(assessment.Results[0].Findings, f => Assert.Equal(Verdict.Unknown, f.Verdict));
    }

    [Fact]
    public void Passes_a_good_run_with_all_its_checkers_and_no_other()
    {
        RunBuilder good = Good();
        Assessment assessment = new Judge(TimeProvider.System, "1.2.3").Assess(good.Build());
        Assert.Equal("", string.Join("\n", assessment.Results.SelectMany(r => r.Findings).Where(f => f.Verdict != Verdict.Pass).Select(f => f.Text)));
        Assert.Equal(Verdict.Pass, assessment.Verdict);
        Assert.Equal("1.2.3", assessment.HarnessVersion);
        good.Journal.RemoveAll(e => e.Kind == EventKinds.Effective);
        Assert.Equal(Verdict.Unknown, new Judge(TimeProvider.System, "1.2.3").Assess(good.Build()).Verdict);
    }

    [Fact]
    public void Names_every_checker_once_in_kebab_case()
    {
        Assert.Equal(Judge.Checkers.Count, Judge.Checkers.Select(c => c.Name).Distinct().Count());
        Assert.All(Judge.Checkers, c => Assert.Matches("^[a-z]+(-[a-z]+)*$", c.Name));
        Assert.All(Judge.Checkers, c => Assert.NotEmpty(c.Help));
    }

    /// <summary>A run in which one fault did no harm.</summary>
    private static RunBuilder Good()
    {
        FaultStep fault = new(7, default, "stop", "stop-service", null, new Dictionary<string, ParameterValue>(), null);
        RunBuilder run = EvidenceCheckerTests.Complete();
        run.Scenario = run.Scenario with
        {
            Steps = [fault, new RecoverStep(9, default, TimeSpan.FromSeconds(60))],
            Expect = new() { Outage = new Dictionary<string, Bound?> { ["*"] = AtMost(1) }, LostWrites = new(AtMost(0)) },
        };
        run.Event(200, EventKinds.SteadyState, "steady").Fault(3500, 4900, targets: "redis3").Event(5500, EventKinds.SteadyState, "steady");
        long[] values = [.. Enumerable.Range(1, 78).Select(i => (long)i)];
        foreach (long value in values)
            run.Op("web.write", 1000 + 100 * value, 1001 + 100 * value, Outcome.Ok, OperationKind.Append, 3, value, server: "redis1");
        return run.Read("redis1", "doc", 3, authoritative: true, 9100, values);
    }

    private static async Task<(Verdict, VerdictClass, int)> AssessAsync(params CheckResult[] results)
    {
        Assessment assessment = await JudgeOf([.. results.Select(r => new Checker((_, _) => r))]).AssessAsync(
            EvidenceCheckerTests.Complete().Build(), TestContext.Current.CancellationToken);
        return (assessment.Verdict, assessment.Class, assessment.ExitCode);
    }

    private static Judge JudgeOf(params IChecker[] checkers) =>
        new(TimeProvider.System, "1.2.3") { Use = checkers, Budget = TimeSpan.FromMilliseconds(100) };

    private static CheckResult Say(Verdict verdict) => new("said", "Said", verdict, []);

    private sealed class Checker(Func<RunEvidence, CancellationToken, CheckResult> check) : IChecker
    {
        public string Name => "said";

        public string Help => "says what it was told to";

        public CheckResult Check(RunEvidence evidence, CancellationToken ct) => check(evidence, ct);
    }
}
