using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Judges a run's own history: whether one copy of each key explains what all clients saw. Keys that were appended to
/// are lists whose last element was read, with the authoritative final read as one more read of the whole list; keys
/// that were written are registers; keys that were incremented are counters. All three are judged exactly.
/// </summary>
/// <remarks>
/// Few stacks promise linearizability: asynchronous replication does not. So this is an expectation that a scenario has
/// to state. Where it states none, what is found is told and decides nothing.
/// </remarks>
/// <param name="clock">Measures the budget, and nothing else: the verdict does not depend on when it is given.</param>
public sealed class RunConsistencyChecker(TimeProvider clock) : IChecker
{
    // Less than a checker has: what is known by then is to be told, and not lost with the rest.
    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(45);
    private const long MemoryBudget = 1L << 30;
    private const int MostTold = 8;

    public string Name => "consistency";

    public string Help => "whether one copy of each key explains what all clients saw: no stale, lost or resurrected values";

    public CheckResult Check(RunEvidence evidence, CancellationToken ct)
    {
        using CancellationTokenSource limit = new(s_budget, clock);
        List<JudgedData> judged = [];
        foreach (ConsistencyModel model in
            (ConsistencyModel[])[ConsistencyModel.List, ConsistencyModel.Register, ConsistencyModel.Counter])
        {
            ConsistencyHistory history = RunHistory.Of(evidence, model);
            if (history.Count > 0)
            {
                ConsistencyOptions options = Options(evidence, limit.Token);
                judged.Add(new(history, model, options, ConsistencyChecker.Check(history, model, options, ct)));
            }
        }

        List<Finding> findings = [.. judged.Select(j => j.Remark()), .. Judge(evidence.Scenario.Expect.Consistency, judged)];
        return Results.InOrder(this, "Consistency", findings) with
        {
            Measured = new() { Contradictions = [.. judged.SelectMany(j => j.Contradictions())] },
        };
    }

    private ConsistencyOptions Options(RunEvidence evidence, CancellationToken limit)
    {
        IReadOnlyList<FaultWindow> faults = FaultWindow.From(evidence.Journal);
        return new()
        {
            Budget = s_budget,
            MemoryBudget = MemoryBudget,
            MostViolations = MostTold,
            KeepWitnesses = false,
            Clock = clock,
            Interrupt = limit,
            Zero = faults.Count == 0 ? null : (faults[0].Effective ?? faults[0].Injected ?? faults[0].Injecting).Nanoseconds,
            Faults = [.. faults.Select(w => new FaultPeriod(
                w.Name, w.Injecting.Nanoseconds, (w.Healed ?? w.Healing)?.Nanoseconds))],
        };
    }

    private static IEnumerable<Finding> Judge(ConsistencyExpectation? expected, List<JudgedData> judged)
    {
        int violations = judged.Sum(j => j.Result.ViolationCount);
        IEnumerable<Finding> undecided = judged.SelectMany(j => j.Result.Undecided)
            .Select(reason => new Finding(expected is null ? Verdict.Pass : Verdict.Unknown, $"Undecided: {reason}"));
        return expected switch
        {
            null when judged.Count == 0 => [new(Verdict.Pass, "No load of this run has a consistency model to be judged by.")],
            null => [.. undecided, new(Verdict.Pass, "Nothing is expected of it, so this decides nothing.")],
            _ when judged.Count == 0 => [new(Verdict.Unknown, "No operation of this run could be judged, so nothing is shown.")],
            ConsistencyExpectation.Violated when violations > 0 =>
                [new(Verdict.Pass, "Contradictions were expected to be found, and were.")],
            ConsistencyExpectation.Violated =>
                [.. undecided, new(judged.Any(j => j.IsOpen) ? Verdict.Unknown : Verdict.Fail, "Contradictions were expected to be found, and none was.")],
            _ when violations > 0 => [.. judged.SelectMany(j => j.Failures())],
            _ when judged.All(j => !j.HasReads) =>
                [.. undecided, new(Verdict.Unknown, "Nothing was read, so that nothing could have contradicted.")],
            _ => [.. undecided, new(Verdict.Pass, "Linearizability was expected and " + (judged.Any(j => j.IsOpen) ? "could not be shown." : "holds."))],
        };
    }
}
