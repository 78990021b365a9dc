using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Recoveries;

/// <summary>
/// Compares the recovery with the documented row: every action seen, in the documented order, within its bound; nothing
/// seen that must not be; a failover where one is expected, and none where none is.
/// </summary>
/// <remarks>
/// Times are brackets counted from the moment the fault took effect, which lies between its injecting and the proof of
/// its effect. Order is violated only where brackets prove it. An action that was not seen while its watch was blind is
/// Unknown. A fault whose step names a row is judged by that, up to the next fault. The scenario's row judges the others:
/// when several faults are injected without a recover step between them, it speaks of the last of them, and those before
/// it set the stage.
/// </remarks>
public sealed class RecoveryChecker : IChecker
{
    public string Name => "recovery";

    public string Help => "the documented row: every action seen, in order, within its bound, and a failover as expected";

    public CheckResult Check(RunEvidence evidence, CancellationToken ct)
    {
        RunTimeline timeline = new(evidence);
        EvidenceFinder finder = new(evidence, timeline, ct);
        Blindness blindness = new(evidence, finder);
        List<Finding> findings = [];
        List<RecoveryPhase> phases = [];
        BoundEvaluator bounds = new(evidence.Scenario.Stack.Table, new(evidence.Journal, timeline.FirstFault));
        (FaultWindow Fault, TableRow Row)[] judged = [.. Judged(evidence.Scenario, timeline.Faults)];
        findings.AddRange(Untested(evidence.Scenario, judged));
        foreach ((FaultWindow fault, TableRow row) in judged)
        {
            ct.ThrowIfCancellationRequested();
            RowJudge judge = new(row, fault, timeline, finder, blindness, bounds);
            judge.Judge();
            findings.AddRange(judge.Findings);
            phases.AddRange(judge.Phases);
        }

        if (new FailoverJudge(evidence, timeline, blindness).Judge() is { } failover)
            findings.Add(failover);
        if (findings.Count == 0)
            findings.Add(new(Verdict.Pass, "Nothing is documented or expected of the recovery."));
        return Results.InOrder(this, "Recovery", findings) with { Measured = new() { Phases = phases } };
    }

    /// <summary>
    /// Each fault whose step names a row; and of the others, by the scenario's row, the last before each recover step and
    /// the last of all.
    /// </summary>
    private static IEnumerable<(FaultWindow Fault, TableRow Row)> Judged(Scenario scenario, IReadOnlyList<FaultWindow> faults)
    {
        for (int i = 0; i < faults.Count; i++)
        {
            bool isLast = i == faults.Count - 1 || RecoversBetween(faults[i], faults[i + 1], scenario.Steps);
            if ((scenario.RowAt(faults[i].Step) ?? (isLast ? scenario.Row : null)) is { } row)
                yield return (faults[i], row);
        }
    }

    private static IEnumerable<Finding> Untested(Scenario scenario, (FaultWindow Fault, TableRow Row)[] judged)
    {
        // A row without either speaks of the run as a whole; its bounds are judged by other checkers.
        if (scenario.Row is { } row && (judged.Length == 0 || row.Actions.Count + row.MustNot.Count > 0) && judged.All(j => j.Row != row))
            yield return new(Verdict.Unknown, $"The row '{row.Name}' could not be tested: no fault that it judges was injected.");
        foreach ((int place, Step step) in scenario.Steps.Index())
        {
            if (step is FaultStep { Row: { } own } fault && judged.All(j => j.Fault.Step != place))
                yield return new(Verdict.Unknown, $"The row '{own.Name}' could not be tested: {fault.Name} (line {step.Line}) was not injected.");
        }
    }

    private static bool RecoversBetween(FaultWindow fault, FaultWindow next, IReadOnlyList<Step> steps)
    {
        for (int step = fault.Step + 1; step < next.Step && step < steps.Count; step++)
        {
            if (steps[step] is RecoverStep)
                return true;
        }

        return false;
    }
}
