namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// A first look at a counter: what a read shows must lie between what was surely added before it began (with everything
/// that may have been taken away) and what can have been added before it ended. Necessary, not sufficient.
/// </summary>
internal static class CounterBounds
{
    public static Conflict? FirstConflict(ConsistencyHistory history, ReadOnlySpan<int> order, long initial)
    {
        Op[] ops = history.Ops;
        int[] byStart = order.ToArray();
        int[] byEnd = (int[])byStart.Clone();
        long[] ends = [.. byEnd.Select(i => ops[i].End)];
        AdaptiveSort.Sort(ends, byEnd);
        int[] readsByEnd = Array.FindAll(byEnd, i => ops[i].Kind == OpKind.Read && ops[i].Ending == Ending.Ok);
        Dictionary<int, (long Up, long Down)> begun = Begun(ops, byStart, readsByEnd, initial);
        long sureUp = initial;
        long sureDown = initial;
        int ended = 0;
        foreach (int i in byStart)
        {
            if (ops[i].Kind != OpKind.Read || ops[i].Ending != Ending.Ok)
                continue;
            for (; ended < byEnd.Length && ops[byEnd[ended]].End < ops[i].Start; ended++)
            {
                Op op = ops[byEnd[ended]];
                if (op.Kind != OpKind.Add || op.Ending != Ending.Ok)
                    continue;
                sureUp += Math.Max(op.A, 0);
                sureDown += Math.Min(op.A, 0);
            }

            long lowest = sureUp + begun[i].Down - initial;
            long highest = begun[i].Up + sureDown - initial;
            if (ops[i].B < lowest || ops[i].B > highest)
            {
                return new(Anomaly.CounterOutOfBounds, [i])
                {
                    Late = i,
                    Text = $"A read found {history.Texts.Show(ops[i].B)}, but the counter was between {lowest} and {highest}.",
                };
            }
        }

        return null;
    }

    /// <summary>For each read, everything that had begun when it ended: additions and subtractions apart.</summary>
    private static Dictionary<int, (long Up, long Down)> Begun(Op[] ops, int[] byStart, int[] readsByEnd, long initial)
    {
        Dictionary<int, (long, long)> begun = new(readsByEnd.Length);
        (long up, long down) = (initial, initial);
        int next = 0;
        foreach (int i in readsByEnd)
        {
            for (; next < byStart.Length && ops[byStart[next]].Start <= ops[i].End; next++)
            {
                Op op = ops[byStart[next]];
                if (op.Kind != OpKind.Add || op.Ending is Ending.NoEffect or Ending.ValueDiffered)
                    continue;
                up += Math.Max(op.A, 0);
                down += Math.Min(op.A, 0);
            }

            begun[i] = (up, down);
        }

        return begun;
    }
}
