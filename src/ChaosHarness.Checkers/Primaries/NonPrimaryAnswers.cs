using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Primaries;

/// <summary>
/// Operations on the way of writes that a data node answered, after the first fault, while a watch saw it in another role
/// than primary: over a session that outlived its demotion, or a new one that was led there. What was read may be old.
/// Loads that write nothing may be led to replicas on purpose, and do not count.
/// </summary>
internal static class NonPrimaryAnswers
{
    /// <summary>One finding for each load and node.</summary>
    public static IEnumerable<Finding> Of(RunEvidence run, RunTimeline timeline, RoleSpec primary, CancellationToken ct)
    {
        if (timeline.FirstFault is not { } first)
            return [];
        IReadOnlyList<RoleSpan> all = RoleSpan.NotOf(run, primary, timeline.End);
        string?[] nodes = [.. run.History.Names.Select(n => ServerNames.DataNodeOf(run.Scenario.Stack, n))];
        RoleSpan[][] spans = [.. nodes.Select(n => all.Where(s => s.Node == n).ToArray())];
        int[] loadOfClass = run.History.LoadOfClass(run.Scenario.Loads);
        HashSet<int> writers = [];
        SortedDictionary<(int Load, string Node), Answered> found = [];
        OperationScan operations = run.History.Operations.Scan(ct);
        while (operations.MoveNext())
        {
            ref readonly Operation op = ref operations.Current;
            int load = loadOfClass[op.Class];
            if (op.Outcome != Outcome.Ok || load < 0)
                continue;
            if (op.Kind.IsWrite())
                writers.Add(load);
            if (op.Start < first || nodes[op.Server] is not { } node || !IsNoPrimary(spans[op.Server], op))
                continue;
            Answered before = found.GetValueOrDefault((load, node), new(0, op.Start, op.Start, operations.Place));
            found[(load, node)] = before with { Count = before.Count + 1, Last = op.End };
        }

        return found.Where(f => writers.Contains(f.Key.Load))
            .Select(f => Told(run.Scenario.Loads[f.Key.Load].Name, f.Key.Node, f.Value, timeline));
    }

    private static bool IsNoPrimary(RoleSpan[] spans, in Operation op)
    {
        foreach (RoleSpan span in spans)
        {
            if (span.SurelyFrom <= op.Start && span.SurelyTo >= op.End)
                return true;
        }

        return false;
    }

    private static Finding Told(string load, string node, Answered answered, RunTimeline timeline) => new(
        Verdict.Pass,
        $"{load}: {node} answered {Wording.Of(answered.Count)} operations while it was no primary (an old session, or a new one led there),"
        + $" for {Wording.Of(answered.Last - answered.First)} from{timeline.Told(answered.First)}.", [HistoryAccess.Place(answered.Index)]);

    private readonly record struct Answered(long Count, Instant First, Instant Last, int Index);
}
