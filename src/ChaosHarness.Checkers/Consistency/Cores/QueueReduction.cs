namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Reduces a contradictory queue history by forgetting elements (their enqueues and dequeues) and answers of "empty":
/// both keep a legal history legal. Dequeues of unknown outcome stay, since any of them may have taken anything.
/// </summary>
internal sealed class QueueReduction(ConsistencyHistory history, ReductionBudget budget)
{
    // Stands for whatever a dequeue of unknown outcome took.
    private const long Unsure = long.MinValue + 1;

    private readonly Op[] _ops = history.Ops;
    private long _cutoff;

    /// <summary>The reduced conflict.</summary>
    public Conflict Reduce(Conflict conflict)
    {
        conflict = conflict.Complete(IsBad);
        _cutoff = conflict.Cutoff;
        List<long> elements = [.. conflict.Core.Select(Element).Distinct()];
        elements = Shrinking.Shrink(elements, some => IsBad(Core(conflict, some)), () => budget.HasTime);
        int[] core = Core(conflict, elements);
        List<int> empties = [.. core.Where(i => Element(i) == Op.Nothing)];
        List<int> others = [.. core.Except(empties)];
        empties = Shrinking.Shrink(empties, some => IsBad([.. others, .. some]), () => budget.HasTime);
        core = [.. others, .. empties];
        Array.Sort(core);
        int late = Array.FindLast(core, i => _ops[i].Kind == OpKind.Dequeue);
        Anomaly name = empties.Count > 0 ? Anomaly.FalseEmpty : Anomaly.OrderViolation;
        return conflict with { Anomaly = name, Core = core, Early = core[0], Late = late };
    }

    private long Element(int i) => _ops[i].Kind == OpKind.Enqueue ? _ops[i].A
        : _ops[i].Ending == Ending.Unknown ? Unsure : _ops[i].B;

    private int[] Core(Conflict conflict, List<long> elements)
    {
        HashSet<long> kept = [Unsure, .. elements];
        return Array.FindAll(conflict.Core, i => kept.Contains(Element(i)));
    }

    private bool IsBad(int[] members)
    {
        Array.Sort(members);
        return IsBad(members, _cutoff);
    }

    private bool IsBad(int[] members, long cutoff)
    {
        Op[] some = Loosening.Of(history, members, cutoff).Ops;
        return SearchEngine.Queue(some, Partition.Whole(some)[0], budget.Search()).Decision == Decision.Violated;
    }
}
