using ChaosHarness.Checkers.Injections;
using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Injections;

public sealed class FaultCheckerTests
{
    private static RunBuilder Run(bool steady = true)
    {
        FaultStep fault = new(7, default, "stop", "stop-service", null, new Dictionary<string, ParameterValue>(), null);
        RunBuilder run = new()
        {
            Scenario = Plain("web") with { Steps = [fault, new RecoverStep(9, default, TimeSpan.FromSeconds(60))] },
        };
        run.Event(500, EventKinds.SteadyState, "steady").Phase(Phase.Recovering, 5000)
            .Event(6000, EventKinds.SteadyState, steady ? "steady" : "unsteady", data: [("limit", "60s"), ("missing", "role: 0 of 1 primary")]);
        return run;
    }

    [Fact]
    public void Passes_a_fault_that_took_effect_and_was_healed()
    {
        CheckResult result = Check(Run().Fault(1000, 4900));
        Assert.Equal(Verdict.Pass, result.Verdict);
        Assert.Contains("stop (line 7) on redis1", result.Findings[0].Text, StringComparison.Ordinal);
        Assert.Contains(result.Findings, f => f.Text.StartsWith("Steady state held again 1.00 s", StringComparison.Ordinal));
    }

    [Fact]
    public void Is_unknown_about_a_fault_that_was_never_injected() => Assert.Equal(Verdict.Unknown, Check(Run()).Verdict);

    [Fact]
    public void Is_unknown_about_a_fault_without_proof_of_its_effect() =>
        Assert.Equal(Verdict.Unknown, Check(Run().Fault(1000, 4900, effective: null)).Verdict);

    [Fact]
    public void Is_unknown_about_a_fault_that_had_no_effect()
    {
        RunBuilder run = Run().Fault(1000, 4900, effective: null)
            .Event(1100, EventKinds.Ineffective, step: 0, data: ("proof", "the process still runs"));
        CheckResult result = Check(run);
        Assert.Equal(Verdict.Unknown, result.Verdict);
        Assert.Contains(result.Findings, f => f.Text.Contains("the process still runs", StringComparison.Ordinal));
    }

    [Fact]
    public void Is_unknown_about_a_fault_that_was_not_healed_unless_a_later_attempt_succeeded()
    {
        Assert.Equal(Verdict.Unknown, Check(Run().Fault(1000, healed: null)).Verdict);
        RunBuilder failed = Run().Fault(1000, healed: null).Event(4000, EventKinds.HealFailed, step: 0, data: ("proof", "no way in"));
        Assert.Equal(Verdict.Unknown, Check(failed).Verdict);
        failed.Event(4500, EventKinds.Healed, step: 0);
        Assert.Equal(Verdict.Pass, Check(failed).Verdict);
    }

    [Fact]
    public void Fails_a_system_that_does_not_recover()
    {
        CheckResult result = Check(Run(steady: false).Fault(1000, 4900));
        Assert.Equal(Verdict.Fail, result.Verdict);
        Assert.Contains(result.Findings, f => f.Text.Contains("did not recover within 60s: role: 0 of 1 primary", StringComparison.Ordinal));
    }

    [Fact]
    public void Does_not_blame_a_system_for_what_was_not_healed() =>
        Assert.Equal(Verdict.Unknown, Check(Run(steady: false).Fault(1000, healed: null)).Verdict);

    [Fact]
    public void Is_unknown_without_steady_state_before_or_without_an_attempt_to_recover()
    {
        RunBuilder before = Run().Fault(1000, 4900);
        before.Journal.RemoveAll(e => e.At < RunBuilder.At(600));
        Assert.Equal(Verdict.Unknown, Check(before).Verdict);
        RunBuilder after = Run().Fault(1000, 4900);
        after.Journal.RemoveAll(e => e.Kind == EventKinds.Phase);
        Assert.Equal(Verdict.Unknown, Check(after).Verdict);
        RunBuilder cut = Run().Fault(1000, 4900);
        cut.Journal.RemoveAll(e => e.At > RunBuilder.At(5500));
        Assert.Equal(Verdict.Unknown, Check(cut).Verdict);
    }

    private static CheckResult Check(RunBuilder run) =>
        new FaultChecker().Check(run.Build(), TestContext.Current.CancellationToken);
}
