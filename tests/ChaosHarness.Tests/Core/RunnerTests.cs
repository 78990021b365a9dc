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
            ["begin", "lab up", "load", "broken", "healed", "load stopped", "logs", "lab down", "reads saved", "report"], rig.Done);
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
    public async Task A_report_writer_that_throws_does_so_when_all_is_healed_and_gone()
    {
        Rig rig = new() { ReportFails = true };
        await Assert.ThrowsAsync<IOException>(() => rig.RunAsync(Token));
        Assert.Equal(["healed", "load stopped", "logs", "lab down", "reads saved", "report"], rig.Done.SkipWhile(d => d != "healed"));
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
}
