namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Puts compare-and-sets that failed because the value differed into a finished order: each at the earliest gap that
/// real time allows and where the register holds something else. When that succeeds the order is a full witness; when
/// it does not, nothing is said and the search has to decide.
/// </summary>
internal static class FailedUpdates
{
    /// <summary>The longer order, or an empty array when some operation found no gap.</summary>
    public static int[] Insert(Op[] ops, int[] witness, List<int> failed, long initial)
    {
        int n = witness.Length;
        long[] lastStart = new long[n + 1];
        long[] firstEnd = new long[n + 1];
        long[] held = new long[n + 1];
        lastStart[0] = long.MinValue;
        firstEnd[n] = long.MaxValue;
        held[0] = initial;
        for (int i = 0; i < n; i++)
        {
            ref readonly Op op = ref ops[witness[i]];
            lastStart[i + 1] = Math.Max(lastStart[i], op.Start);
            held[i + 1] = op.Kind == OpKind.Write ? op.A : op.B;
        }

        for (int i = n - 1; i >= 0; i--)
            firstEnd[i] = Math.Min(firstEnd[i + 1], ops[witness[i]].End);
        int[] runEnd = RunEnds(held);
        (int Gap, int Op)[] places = new (int, int)[failed.Count];
        for (int k = 0; k < places.Length; k++)
        {
            ref readonly Op op = ref ops[failed[k]];
            int gap = EarliestGap(firstEnd, op.Start);
            if (held[gap] == op.A)
                gap = runEnd[gap];
            if (gap > n || lastStart[gap] > op.End)
                return [];
            places[k] = (gap, failed[k]);
        }

        return Merge(ops, witness, places);
    }

    /// <summary>For every gap, the first later one in which the register holds another value.</summary>
    private static int[] RunEnds(long[] held)
    {
        int[] ends = new int[held.Length];
        for (int i = held.Length - 1; i >= 0; i--)
            ends[i] = i + 1 < held.Length && held[i + 1] == held[i] ? ends[i + 1] : i + 1;
        return ends;
    }

    /// <summary>The first gap behind all operations that ended before this one began.</summary>
    private static int EarliestGap(long[] firstEnd, long start)
    {
        int low = 0;
        int high = firstEnd.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (firstEnd[middle] >= start)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private static int[] Merge(Op[] ops, int[] witness, (int Gap, int Op)[] places)
    {
        Array.Sort(places, (a, b) => a.Gap != b.Gap
            ? a.Gap.CompareTo(b.Gap) : ops[a.Op].Start.CompareTo(ops[b.Op].Start));
        int[] merged = new int[witness.Length + places.Length];
        int next = 0;
        for (int i = 0, k = 0; i <= witness.Length; i++)
        {
            while (k < places.Length && places[k].Gap == i)
                merged[next++] = places[k++].Op;
            if (i < witness.Length)
                merged[next++] = witness[i];
        }

        return merged;
    }
}
