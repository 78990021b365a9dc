namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Reduces contradictory transactions over registers by forgetting values: all reads that found a value in a register
/// and all writes of it go together. Without those reads nobody looked between such a write and the next one, so that
/// leaving it out keeps a legal history legal.
/// </summary>
internal sealed class MultiRegisterReduction(
    ConsistencyHistory history, long initial, bool nilIsAbsent, ReductionBudget budget)
{
    private readonly Op[] _ops = history.Ops;
    private int[] _members = [];
    private long _cutoff;

    /// <summary>The reduced conflict.</summary>
    public Conflict Reduce(Conflict conflict)
    {
        conflict = conflict.Complete((core, cutoff) => IsBad(Loosening.Of(history, core, cutoff)));
        (_members, _cutoff) = (conflict.Core, conflict.Cutoff);
        List<(int Key, long Value)> values = [.. _members.SelectMany(Steps).Select(s => (s.Key, s.Value)).Distinct()];
        values = Shrinking.Shrink(values, some => IsBad(Image(some).History), () => budget.HasTime);
        (ConsistencyHistory image, List<int> core) = Image(values);
        int late = core.MaxBy(i => _ops[i].Start);
        int early = core.Where(i => _ops[i].End < _ops[late].Start)
            .DefaultIfEmpty(-1).MaxBy(i => i < 0 ? long.MinValue : _ops[i].End);
        return conflict with { Core = [.. core], Early = early, Late = late, Image = image };
    }

    private MicroOp[] Steps(int i) => history.Transactions[(int)_ops[i].A];

    private bool IsBad(ConsistencyHistory some) => SearchEngine.MultiRegister(
        some, Partition.Whole(some.Ops)[0], initial, nilIsAbsent, budget.Search()).Decision == Decision.Violated;

    private (ConsistencyHistory History, List<int> Core) Image(List<(int Key, long Value)> values) =>
        Image(history, _members, [.. values], _cutoff);

    /// <summary>Some transactions without the steps on other values, and those of them that have steps left.</summary>
    public static (ConsistencyHistory History, List<int> Core) Image(
        ConsistencyHistory history, IEnumerable<int> members, HashSet<(int Key, long Value)> kept, long cutoff)
    {
        List<int> core = [];
        List<Op> ops = [];
        List<MicroOp[]> transactions = [];
        foreach (int i in members)
        {
            MicroOp[] steps = Array.FindAll(history.Transactions[(int)history.Ops[i].A], s => kept.Contains((s.Key, s.Value)));
            if (steps.Length == 0)
                continue;
            core.Add(i);
            ops.Add(Loosening.Of(history.Ops[i], cutoff) with { A = transactions.Count });
            transactions.Add(steps);
        }

        return (new([.. ops]) { Transactions = transactions, Keys = history.Keys, Texts = history.Texts }, core);
    }
}
