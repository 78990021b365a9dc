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
/// Unknown. When several faults are injected without a recover step between them, the row speaks of the last of them:
/// those before it set the stage.
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
        if (evidence.Scenario.Row is { } row)
        {
            BoundEvaluator bounds = new(evidence.Scenario.Stack.Table, new(evidence.Journal, timeline.FirstFault));
            FaultWindow[] faults = [.. Staged(timeline.Faults, evidence.Scenario.Steps)];
            if (faults.Length == 0)
                findings.Add(new(Verdict.Unknown, $"The row '{row.Name}' could not be tested: no fault was injected."));
            foreach (FaultWindow fault in faults)
            {
                ct.ThrowIfCancellationRequested();
                RowJudge judge = new(row, fault, timeline, finder, blindness, bounds);
                judge.Judge();
                findings.AddRange(judge.Findings);
                phases.AddRange(judge.Phases);
            }
        }

        if (new FailoverJudge(evidence, timeline, blindness).Judge() is { } failover)
            findings.Add(failover);
        if (findings.Count == 0)
            findings.Add(new(Verdict.Pass, "Nothing is documented or expected of the recovery."));
        return Results.InOrder(this, "Recovery", findings) with { Measured = new() { Phases = phases } };
    }

    /// <summary>The last fault before each recover step, and the last of all.</summary>
    private static IEnumerable<FaultWindow> Staged(IReadOnlyList<FaultWindow> faults, IReadOnlyList<Step> steps)
    {
        for (int i = 0; i < faults.Count; i++)
        {
            if (i == faults.Count - 1 || RecoversBetween(faults[i], faults[i + 1], steps))
                yield return faults[i];
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
