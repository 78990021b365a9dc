namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Checks witnesses: knows nothing of how they were found. An order is a witness if it contains every operation that
/// surely took effect (it has ended) exactly once, none that surely did not, respects real time, and is legal one by one.
/// </summary>
internal static class WitnessVerifier
{
    /// <summary>Whether this order proves a register linearizable. O(n).</summary>
    /// <param name="ops">The whole history.</param>
    /// <param name="members">The register's operations.</param>
    /// <param name="order">The claimed order.</param>
    /// <param name="initial">What it held before.</param>
    public static bool IsRegisterOrder(Op[] ops, ReadOnlySpan<int> members, ReadOnlySpan<int> order, long initial)
    {
        long value = initial;
        long latest = long.MinValue;
        foreach (int i in order)
        {
            ref readonly Op op = ref ops[i];
            if (op.End < latest)
                return false;
            latest = Math.Max(latest, op.Start);
            bool legal = op.Kind switch
            {
                OpKind.Write => op.Ending is Ending.Ok or Ending.Unknown,
                OpKind.Read => op.Ending == Ending.Ok && op.B == value,
                OpKind.CompareAndSet => op.Ending == Ending.ValueDiffered ? op.A != value
                    : op.A == value && op.Ending is Ending.Ok or Ending.Unknown,
                _ => false,
            };
            if (!legal)
                return false;
            if (op.Ending != Ending.ValueDiffered && op.Kind != OpKind.Read)
                value = op.Kind == OpKind.Write ? op.A : op.B;
        }

        return IsComplete(ops, members, order);
    }

    /// <summary>Whether an order respects real time: nothing ends before something in front of it began.</summary>
    public static bool RespectsTime(Op[] ops, ReadOnlySpan<int> order)
    {
        long latest = long.MinValue;
        foreach (int i in order)
        {
            if (ops[i].End < latest)
                return false;
            latest = Math.Max(latest, ops[i].Start);
        }

        return true;
    }

    /// <summary>Whether each operation that says something stands in the order once, and no other one does.</summary>
    public static bool IsComplete(Op[] ops, ReadOnlySpan<int> members, ReadOnlySpan<int> order)
    {
        if (members.IsEmpty)
            return order.IsEmpty;
        int lowest = members[0];
        int words = ((members[^1] - lowest) >> 6) + 1;
        ulong[] seen = _blank is { } blank && blank.Length >= words ? blank : new ulong[words];
        _blank = null;
        bool isComplete = IsComplete(ops, members, order, seen);

        // A key's operations are spread over the whole history: only what was touched is made blank again.
        foreach (int i in order)
        {
            int word = (i - lowest) >> 6;
            if (word >= 0 && word < words)
                seen[word] = 0;
        }

        _blank = seen;
        return isComplete;
    }

    [ThreadStatic]
    private static ulong[]? _blank;

    private static bool IsComplete(Op[] ops, ReadOnlySpan<int> members, ReadOnlySpan<int> order, ulong[] seen)
    {
        int lowest = members[0];
        int highest = members[^1];
        foreach (int i in order)
        {
            int place = i - lowest;
            if (place < 0 || i > highest || (seen[place >> 6] >> (place & 63) & 1) != 0)
                return false;
            seen[place >> 6] |= 1UL << (place & 63);
        }

        int expected = order.Length;
        foreach (int i in members)
        {
            bool isIn = (seen[(i - lowest) >> 6] >> ((i - lowest) & 63) & 1) != 0;
            if (isIn)
                expected--;
            else if (ops[i].Ending is Ending.Ok or Ending.ValueDiffered && ops[i].End != Op.Never)
                return false;
        }

        return expected == 0;
    }
}
