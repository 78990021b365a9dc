using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Judges a run's own history: each key of each load has to be linearizable. Keys that were appended to are lists whose
/// last element was read, with the authoritative final read as one more read of the whole list; keys that were written
/// are registers; keys that were incremented are counters. All three are judged exactly. A violation fails the run when
/// no lost write is allowed; otherwise it is told and does not fail.
/// </summary>
public sealed class RunConsistencyChecker(TimeProvider clock) : IChecker
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(50);
    private static readonly string[] _none = ["none", "0", "<=0"];

    public string Name => "consistency";

    public string Help => "each key is linearizable: no stale, lost, resurrected or phantom values";

    public CheckResult Check(RunEvidence evidence, CancellationToken ct)
    {
        List<Finding> findings = [];
        foreach (ConsistencyModel model in
            (ConsistencyModel[])[ConsistencyModel.List, ConsistencyModel.Register, ConsistencyModel.Counter])
        {
            ConsistencyHistory history = RunHistory.Of(evidence, model);
            if (history.Count > 0)
                Judge(evidence, history, model, findings, ct);
        }

        if (findings.Count == 0)
            findings.Add(new(Verdict.Pass, "No workload of this run has a consistency model to be judged by."));
        return new(Name, "Consistency", findings.Max(f => f.Verdict), findings);
    }

    private void Judge(
        RunEvidence evidence, ConsistencyHistory history, ConsistencyModel model, List<Finding> findings,
        CancellationToken ct)
    {
        ConsistencyResult result = ConsistencyChecker.Check(history, model, new()
        {
            Budget = _budget,
            KeepWitnesses = false,
            Clock = clock,
            Faults = [.. FaultWindow.From(evidence.Journal).Select(w => new FaultPeriod(
                w.Name, w.Injecting.Nanoseconds, (w.Healed ?? w.Healing)?.Nanoseconds))],
        }, ct);
        string kind = model switch
        {
            ConsistencyModel.List => "appended", ConsistencyModel.Register => "written", _ => "counted",
        };
        findings.Add(new(
            result.Verdict == Verdict.Unknown ? Verdict.Unknown : Verdict.Pass,
            $"{result.Keys} {kind} keys with {history.Count} operations judged, {result.ViolationCount} violations. {result.Claim}"));
        Verdict violated = IsPromised(evidence) ? Verdict.Fail : Verdict.Pass;
        foreach (Violation violation in result.Violations)
        {
            findings.Add(new(violated, $"{violation.Anomaly} on {violation.Key}: {violation.Text}",
                [.. violation.Lines.Select(line => line > 0 ? $"history:{line}" : $"final-reads:{-line}")]));
        }

        foreach (string reason in result.Undecided)
            findings.Add(new(Verdict.Unknown, reason));
    }

    /// <summary>
    /// Whether a violation breaks what was promised: the scenario or else its row allows no lost write at all. Where
    /// losses are allowed, or nothing is promised, violations are told and others judge the numbers.
    /// </summary>
    private static bool IsPromised(RunEvidence evidence)
    {
        Bound? bound = evidence.Scenario.Expect.LostWrites is { } expected
            ? expected.Bound : evidence.Scenario.Row?.LostWrites;
        return bound is not null && _none.Contains(bound.Text.Replace(" ", "", StringComparison.Ordinal));
    }
}
