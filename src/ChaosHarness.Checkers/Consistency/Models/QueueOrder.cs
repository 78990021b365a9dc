namespace ChaosHarness.Checkers.Consistency;

/// <summary>An element of a queue: who put it in and who took it out, -1 and <see cref="Op.Never"/> when nobody did.</summary>
internal struct QueueElement
{
    public int Enqueue;
    public int Dequeue;
    public long EnqueueStart;
    public long EnqueueEnd;
    public long DequeueStart;
    public long DequeueEnd;
}

/// <summary>
/// Makes a witness for a queue that shows none of the forbidden patterns. Elements first: x comes before y when its
/// enqueue had ended before y's began, or its dequeue before y's. The next element is, of those that no other one has to
/// precede by their enqueues, the one whose dequeue begins first; without a forbidden pair nothing precedes it by
/// dequeues either. It also comes before every element that must wait for an "empty" between the two. Then operations:
/// dequeues and "empty" as early as they can stand, enqueues as late as they must.
/// </summary>
internal sealed class QueueOrder(Op[] ops, QueueElement[] elements, List<int> empties)
{
    private int[] _order = [];

    /// <summary>The operations in an order; whether it is legal is for the verifier to say. Null when there is none.</summary>
    public int[]? Make()
    {
        if (!OrderElements())
            return null;
        long[] enqueueEnds = SuffixLeast(_order.Length, k => elements[_order[k]].EnqueueEnd);
        int taken = Array.FindIndex(_order, e => elements[e].Dequeue < 0);
        int dequeues = taken < 0 ? _order.Length : taken;
        long[] dequeueEnds = SuffixLeast(dequeues, k => elements[_order[k]].DequeueEnd);
        long[] emptyEnds = SuffixLeast(empties.Count, k => ops[empties[k]].End);
        int[] witness = new int[_order.Length + dequeues + empties.Count];
        (int put, int took, int empty) = (0, 0, 0);
        for (int k = 0; k < witness.Length; k++)
        {
            long due = Math.Min(emptyEnds[empty], Math.Min(enqueueEnds[put], dequeueEnds[took]));
            if (put == took && empty < empties.Count && ops[empties[empty]].Start <= due)
                witness[k] = empties[empty++];
            else if (took < put && took < dequeues && elements[_order[took]].DequeueStart <= due)
                witness[k] = elements[_order[took++]].Dequeue;
            else if (put < _order.Length)
                witness[k] = elements[_order[put++]].Enqueue;
            else
                return null;
        }

        return witness;
    }

    private bool OrderElements()
    {
        int n = elements.Length;
        long[] putBy = new long[n];
        long[] takenFrom = new long[n];
        for (int e = 0; e < n; e++)
        {
            putBy[e] = Math.Min(elements[e].EnqueueEnd, elements[e].DequeueEnd);
            takenFrom[e] = Math.Max(elements[e].DequeueStart, elements[e].EnqueueStart);
        }

        int[] byStart = Sorted(n, e => elements[e].EnqueueStart);
        int[] byEnd = Sorted(n, e => putBy[e]);
        bool[] done = new bool[n];
        PriorityQueue<int, long> free = new();
        _order = new int[n];
        (int begun, int ended) = (0, 0);
        for (int k = 0; k < n; k++)
        {
            while (done[byEnd[ended]])
                ended++;
            for (; begun < n && elements[byStart[begun]].EnqueueStart <= putBy[byEnd[ended]]; begun++)
                free.Enqueue(byStart[begun], takenFrom[byStart[begun]]);
            if (!free.TryDequeue(out _order[k], out _))
                return false;
            done[_order[k]] = true;
        }

        return true;
    }

    /// <summary>For each place the least of what stands there and behind it.</summary>
    private static long[] SuffixLeast(int count, Func<int, long> of)
    {
        long[] least = new long[count + 1];
        least[count] = long.MaxValue;
        for (int k = count - 1; k >= 0; k--)
            least[k] = Math.Min(least[k + 1], of(k));
        return least;
    }

    /// <summary>Numbers below a count, by what they stand for.</summary>
    public static int[] Sorted(int count, Func<int, long> by)
    {
        long[] keys = new long[count];
        int[] items = new int[count];
        for (int i = 0; i < count; i++)
            (keys[i], items[i]) = (by(i), i);
        AdaptiveSort.Sort(keys, items);
        return items;
    }
}

/// <summary>Verifies orders of queues by doing them one by one.</summary>
internal static class QueueVerifier
{
    /// <summary>Whether this order proves a first-in, first-out queue linearizable. O(n).</summary>
    public static bool IsOrder(Op[] ops, ReadOnlySpan<int> members, ReadOnlySpan<int> order)
    {
        Queue<long> queue = new();
        foreach (int i in order)
        {
            ref readonly Op op = ref ops[i];
            bool isEmpty = op.Kind == OpKind.Dequeue
                && (op.Ending == Ending.ValueDiffered || (op.Ending == Ending.Ok && op.B == Op.Nothing));
            bool legal = op.Kind switch
            {
                OpKind.Enqueue => op.Ending is Ending.Ok or Ending.Unknown,
                OpKind.Dequeue when isEmpty => queue.Count == 0,
                OpKind.Dequeue when op.Ending == Ending.Unknown => queue.TryDequeue(out _) || true,
                OpKind.Dequeue => op.Ending == Ending.Ok && queue.TryDequeue(out long taken) && taken == op.B,
                _ => false,
            };
            if (!legal)
                return false;
            if (op.Kind == OpKind.Enqueue)
                queue.Enqueue(op.A);
        }

        return WitnessVerifier.RespectsTime(ops, order)
            && WitnessVerifier.IsComplete(ops, members, order);
    }
}
