namespace ChaosHarness.Checkers.Consistency;

/// <summary>Reduces a contradiction by leaving out observations only: that takes demands away whatever the model is.</summary>
/// <param name="history">The history.</param>
/// <param name="budget">What it may cost.</param>
/// <param name="observes">Whether an operation changes nothing.</param>
/// <param name="ask">Judges a history.</param>
internal sealed class ReadReduction(
    ConsistencyHistory history, ReductionBudget budget, Func<Op, bool> observes, ReadReduction.Ask ask)
{
    private readonly Op[] _ops = history.Ops;
    private long _cutoff;

    /// <summary>Judges a history as a whole.</summary>
    public delegate EngineAnswer Ask(ConsistencyHistory some);

    /// <summary>The reduced conflict; it ends where the last observation does.</summary>
    public Conflict Reduce(Conflict conflict)
    {
        conflict = conflict.Complete(IsBad);
        _cutoff = conflict.Cutoff;
        List<int> others = [.. conflict.Core.Where(i => !observes(_ops[i]))];
        List<int> reads = Shrinking.Shrink(
            [.. conflict.Core.Where(i => observes(_ops[i]) && _ops[i].Ending == Ending.Ok)],
            some => IsBad(others, some), () => budget.HasTime);
        if (reads.Count == 0)
            return conflict with { Core = [.. others] };
        long end = reads.Max(i => _ops[i].End);
        int late = reads.MaxBy(i => _ops[i].Start);
        int early = reads.Count > 1
            ? reads.Where(i => i != late).MinBy(i => _ops[i].End)
            : others.Where(i => _ops[i].End < _ops[late].Start).DefaultIfEmpty(-1).MaxBy(i => i < 0 ? long.MinValue : _ops[i].End);
        List<int> begun = others.FindAll(i => _ops[i].Start <= end);
        int[] core = [.. IsBad(begun, reads) ? begun : others, .. reads];
        Array.Sort(core);
        return conflict with { Core = core, Early = early, Late = late };
    }

    private bool IsBad(List<int> others, List<int> reads)
    {
        int[] members = [.. others, .. reads];
        Array.Sort(members);
        return IsBad(members, _cutoff);
    }

    private bool IsBad(int[] members, long cutoff) =>
        ask(Loosening.Of(history, members, cutoff)).Decision == Decision.Violated;
}
