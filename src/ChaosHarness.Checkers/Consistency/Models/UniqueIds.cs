namespace ChaosHarness.Checkers.Consistency;

/// <summary>Finds ids that were made twice. Without any, the order of the calls is a witness.</summary>
internal static class UniqueIds
{
    public static EngineAnswer Decide(ConsistencyHistory history, ReadOnlySpan<int> order)
    {
        Op[] ops = history.Ops;
        Dictionary<long, int> makers = new(order.Length);
        List<Conflict> conflicts = [];
        int[] made = Array.FindAll(order.ToArray(), i => ops[i].Ending == Ending.Ok && ops[i].B != Op.Nothing);
        foreach (int i in made)
        {
            if (!makers.TryAdd(ops[i].B, i))
            {
                conflicts.Add(new(Anomaly.Duplicate, [makers[ops[i].B], i])
                {
                    Early = makers[ops[i].B], Late = i,
                    Text = $"The id {history.Texts.Show(ops[i].B)} was made twice.",
                });
            }
        }

        return conflicts.Count > 0 ? EngineAnswer.Of(conflicts)
            : IsOrder(ops, made) ? EngineAnswer.Linearizable(made)
            : throw new InvalidOperationException("The order of the ids does not stand up to the verifier.");
    }

    /// <summary>Verifies that every id of an order is new where it is made.</summary>
    private static bool IsOrder(Op[] ops, int[] order)
    {
        long[] ids = Array.ConvertAll(order, i => ops[i].B);
        Array.Sort(ids);
        for (int k = 1; k < ids.Length; k++)
        {
            if (ids[k] == ids[k - 1])
                return false;
        }

        return WitnessVerifier.RespectsTime(ops, order) && WitnessVerifier.IsComplete(ops, order, order);
    }
}
