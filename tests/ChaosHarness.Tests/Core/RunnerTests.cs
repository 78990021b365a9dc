using ChaosHarness.Checkers;
using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Running;

namespace ChaosHarness.Tests.Core;

public sealed class RunnerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Heals_before_load_ends_and_judges_after_the_lab_is_gone()
    {
        Rig rig = new();
        await rig.RunAsync(Token);
        Assert.Equal(
            ["begin", "lab up", "preflight warning: bad-rule", "load", "broken", "healed", "load stopped", "logs", "lab down", "reads saved", "report"],
            rig.Done);
    }

    [Fact]
    public async Task Writes_the_undo_down_before_the_deed()
    {
        Rig rig = new();
        await rig.RunAsync(Token);
        JournalEvent[] fault = [.. rig.Journal.Where(e => e.Step == 0)];
        Assert.Equal(EventKinds.Injecting, fault[0].Kind);
        Assert.Equal("n1: mend it", fault[0].Data["undo"]);
        Assert.Equal(
            [EventKinds.Injecting, EventKinds.Injected, EventKinds.Effective, EventKinds.Healing, EventKinds.Healed],
            fault.Select(e => e.Kind));
    }

    [Fact]
    public async Task Heals_and_reports_when_the_run_is_cancelled()
    {
        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Rig rig = new() { OnInjected = cancellation.Cancel };
        RunResult result = await rig.RunAsync(cancellation.Token);
        Assert.True(result.Cancelled);
        Assert.Equal(["healed", "load stopped", "logs", "lab down", "reads saved", "report"], rig.Done.SkipWhile(d => d != "healed"));
        Assert.Contains(rig.Journal, e => e.Kind == EventKinds.Trouble && e.Value == "the run was cancelled");
    }

    [Fact]
    public async Task A_journal_that_cannot_be_written_stops_neither_healing_nor_clean_up_and_is_no_pass()
    {
        Rig rig = new() { JournalFailsOn = e => e.Kind == EventKinds.Healing };
        RunResult result = await rig.RunAsync(Token);
        Assert.Contains("healed", rig.Done);
        Assert.Contains("lab down", rig.Done);
        Assert.Equal(Verdict.Unknown, result.Assessment.Verdict);
    }

    [Fact]
    public async Task A_report_writer_that_throws_keeps_nothing_from_being_healed_and_is_no_pass()
    {
        Rig rig = new() { ReportFails = true };
        RunResult result = await rig.RunAsync(Token);
        Assert.Equal(["healed", "load stopped", "logs", "lab down", "reads saved", "report"], rig.Done.SkipWhile(d => d != "healed"));
        Assert.Equal(2, result.Assessment.ExitCode);
        Assert.Contains(Findings(result), f => f.Text == "the report is not complete: no space left on device");
    }

    [Fact]
    public async Task A_report_writer_that_throws_does_not_take_a_failure_away()
    {
        Rig rig = new() { ReportFails = true, Judge = _ => new(Verdict.Fail, VerdictClass.SystemUnderTest, [], "test") };
        Assert.Equal(1, (await rig.RunAsync(Token)).Assessment.ExitCode);
    }

    [Fact]
    public async Task Evidence_that_cannot_be_read_is_no_pass()
    {
        Rig rig = new() { EvidenceFails = true };
        RunResult result = await rig.RunAsync(Token);
        Assert.Equal(Verdict.Unknown, result.Assessment.Verdict);
        Assert.Contains("report", rig.Done);
        Assert.Contains(Findings(result), f => f.Text == "the evidence cannot be read: damaged");
    }

    [Fact]
    public async Task What_was_left_behind_is_told_by_exit_code_and_verdict()
    {
        Rig rig = new() { LabLeaves = "cgroup x is still there" };
        RunResult result = await rig.RunAsync(Token);
        Assert.Equal(3, result.Assessment.ExitCode);
        Assert.Equal(Verdict.Unknown, result.Assessment.Verdict);
        Assert.Contains(Findings(result), f => f.Text == "cgroup x is still there");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_fault_that_fails_or_has_no_effect_is_unknown_to_the_real_judge(bool fails, bool hasEffect)
    {
        Rig rig = new()
        {
            InjectorFails = fails, FaultHasEffect = hasEffect, Judge = new Judge(TimeProvider.System, "test").Assess,
        };
        RunResult result = await rig.RunAsync(Token);
        Assert.Contains(rig.Journal, e => e.Kind == EventKinds.Ineffective);
        CheckResult faults = Assert.Single(result.Assessment.Results, r => r.Checker == "faults");
        Assert.Equal(Verdict.Unknown, faults.Verdict);
        Assert.NotEqual(0, result.Assessment.ExitCode);
    }

    private static IEnumerable<Finding> Findings(RunResult result) => result.Assessment.Results.SelectMany(r => r.Findings);
}
