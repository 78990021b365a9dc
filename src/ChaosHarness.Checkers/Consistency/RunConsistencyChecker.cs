using ChaosHarness.Checking;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Judges a run's own history: each key of each load has to be linearizable. Keys that were appended to are lists whose
/// last element was read, with the authoritative final read as one more read of the whole list; keys that were written
/// are registers; keys that were incremented are counters. All three are judged exactly. Whether a violation makes the
/// run fail is for the scenario to say: when it allows lost writes ("report"), it is reported and does not fail.
/// </summary>
public sealed class RunConsistencyChecker(TimeProvider clock) : IChecker
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(60);

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
        Verdict violated = MayLose(evidence) ? Verdict.Pass : Verdict.Fail;
        foreach (Violation violation in result.Violations)
        {
            findings.Add(new(violated, $"{violation.Anomaly} on {violation.Key}: {violation.Text}",
                [.. violation.Lines.Select(line => line > 0 ? $"history:{line}" : $"final-reads:{-line}")]));
        }

        foreach (string reason in result.Undecided)
            findings.Add(new(Verdict.Unknown, reason));
    }

    /// <summary>Whether the scenario only wants lost writes reported, or allows some.</summary>
    private static bool MayLose(RunEvidence evidence) =>
        (evidence.Scenario.Expect.LostWrites ?? evidence.Scenario.Row?.LostWrites) is { } lost && Allows(lost);

    private static bool Allows(Scenarios.Expectation lost) => lost.Bound is null;
}

/// <summary>Makes histories to be judged of a run's operations and final reads.</summary>
internal static class RunHistory
{
    /// <summary>The operations that belong to a model, with the final reads of those keys.</summary>
    public static ConsistencyHistory Of(RunEvidence evidence, ConsistencyModel model)
    {
        OperationKind effect = model switch
        {
            ConsistencyModel.List => OperationKind.Append,
            ConsistencyModel.Counter => OperationKind.Increment,
            _ => OperationKind.Write,
        };
        IReadOnlyList<Operation> all = evidence.History.Operations;
        HashSet<(string, int)> keys = [];
        foreach (Operation operation in all)
        {
            if (operation.Kind == effect
                || (effect == OperationKind.Write && operation.Kind == OperationKind.CompareAndSet))
                keys.Add((Load(evidence, operation), operation.Key));
        }

        ChaosRecords.Converter converter = new(new() { Model = model }, evidence.History.Names);
        foreach (Operation operation in all)
        {
            bool belongs = keys.Contains((Load(evidence, operation), operation.Key))
                && operation.Kind is not (OperationKind.Probe or OperationKind.None);
            converter.Add(belongs ? operation : operation with { Kind = OperationKind.None });
        }

        for (int line = 0; line < evidence.FinalReads.Count; line++)
        {
            FinalRead read = evidence.FinalReads[line];
            if (read.Authoritative && keys.Contains((read.Set, read.Key)))
                converter.Add(read, -(line + 1));
        }

        return converter.Build();
    }

    private static string Load(RunEvidence evidence, in Operation operation) =>
        evidence.History.Name(operation.Class).Split('.')[0];
}
