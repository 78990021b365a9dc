using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Running;

namespace ChaosHarness.Checkers.Writes;

/// <summary>The numbers of a run that a bound on lost writes may refer to.</summary>
internal static class WriteNumbers
{
    /// <summary>The numbers by name.</summary>
    /// <param name="run">The run.</param>
    /// <param name="timeline">Its timeline.</param>
    /// <param name="faults">The faults that a node counts as hit by.</param>
    public static IReadOnlyDictionary<string, double> Of(RunEvidence run, RunTimeline timeline, IReadOnlyList<FaultWindow> faults)
    {
        OperationList operations = run.History.Operations;
        Instant[] hit = HitSince(run, faults);
        Instant first = timeline.FirstFault ?? Instant.Never;
        Instant start = timeline.StartOf(Phase.Before) ?? (operations.Count > 0 ? operations[0].Start : default);
        long acknowledged = 0, byIsolated = 0, before = 0;
        foreach (ref readonly Operation op in operations.Scan())
        {
            if (!op.Kind.IsWrite() || op.Outcome != Outcome.Ok)
                continue;
            acknowledged++;
            byIsolated += op.End >= hit[op.Server] ? 1 : 0;
            before += op.End < first && op.Start >= start ? 1 : 0;
        }

        Dictionary<string, double> numbers = new()
        {
            ["acknowledged"] = acknowledged,
            ["acknowledged-by-isolated"] = byIsolated,
        };
        if (timeline.FirstFault is { } fault && fault > start)
            numbers["write-rate"] = before / (fault - start).TotalSeconds;
        return numbers;
    }

    /// <summary>For every name: when a fault first hit the node of that name.</summary>
    private static Instant[] HitSince(RunEvidence run, IReadOnlyList<FaultWindow> faults)
    {
        IReadOnlyList<string> names = run.History.Names;
        Instant[] since = [.. Enumerable.Repeat(Instant.Never, names.Count)];
        for (int i = 1; i < names.Count; i++)
        {
            if (ServerNames.NodeOf(run.Scenario.Stack, names[i]) is not { } node)
                continue;
            foreach (FaultWindow fault in faults.Where(f => f.Targets.Contains(node) && f.Injecting < since[i]))
                since[i] = fault.Injecting;
        }

        return since;
    }
}
