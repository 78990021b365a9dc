namespace ChaosHarness.Checkers.Consistency;

/// <summary>Finds ids that were made twice.</summary>
internal static class UniqueIds
{
    public static EngineAnswer Decide(ConsistencyHistory history, ReadOnlySpan<int> order)
    {
        Dictionary<long, int> makers = new(order.Length);
        List<Conflict> conflicts = [];
        foreach (int i in order)
        {
            ref readonly Op op = ref history.Ops[i];
            if (op.Ending == Ending.Ok && op.B != Op.Nothing && !makers.TryAdd(op.B, i))
            {
                conflicts.Add(new(Anomaly.Duplicate, [makers[op.B], i])
                {
                    Early = makers[op.B], Late = i,
                    Text = $"The id {history.Texts.Show(op.B)} was made twice.",
                });
            }
        }

        return EngineAnswer.Of(conflicts);
    }
}
