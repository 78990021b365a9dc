namespace ChaosHarness.Checkers.Consistency;

/// <summary>Reduces a contradiction by leaving out reads only: that takes demands away whatever the model is.</summary>
internal sealed class ReadReduction(ConsistencyHistory history, ReductionBudget budget, ReadReduction.Ask ask)
{
    /// <summary>Judges some operations of the history.</summary>
    public delegate EngineAnswer Ask(ReadOnlySpan<int> ops);

    /// <summary>The reduced conflict; it ends where the last read does.</summary>
    public Conflict Reduce(Conflict conflict)
    {
        Op[] ops = history.Ops;
        List<int> others = [.. conflict.Core.Where(i => ops[i].Kind != OpKind.Read)];
        List<int> reads = Shrinking.Shrink(
            [.. conflict.Core.Where(i => ops[i].Kind == OpKind.Read && ops[i].Ending == Ending.Ok)],
            some => IsBad(others, some), () => budget.HasTime);
        if (reads.Count == 0)
            return conflict with { Core = [.. others] };
        long end = reads.Max(i => ops[i].End);
        int late = reads.MaxBy(i => ops[i].Start);
        int early = reads.Count > 1
            ? reads.Where(i => i != late).MinBy(i => ops[i].End)
            : others.Where(i => ops[i].End < ops[late].Start).DefaultIfEmpty(-1).MaxBy(i => i < 0 ? long.MinValue : ops[i].End);
        List<int> begun = others.FindAll(i => ops[i].Start <= end);
        int[] core = [.. IsBad(begun, reads) ? begun : others, .. reads];
        Array.Sort(core);
        return conflict with { Core = core, Early = early, Late = late };
    }

    private bool IsBad(List<int> others, List<int> reads)
    {
        int[] members = [.. others, .. reads];
        Array.Sort(members);
        return ask(members).Decision == Decision.Violated;
    }
}
