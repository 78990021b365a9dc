namespace ChaosHarness.Checkers.Consistency;

/// <summary>Verifies orders of lists and sets by doing them one by one.</summary>
internal static class ListVerifier
{
    /// <summary>Whether this order proves a list linearizable.</summary>
    public static bool IsListOrder(ConsistencyHistory history, ReadOnlySpan<int> members, ReadOnlySpan<int> order)
    {
        List<long> list = [];
        foreach (int i in order)
        {
            Op op = history.Ops[i];
            bool legal = op.Kind switch
            {
                OpKind.Append => op.Ending is Ending.Ok or Ending.Unknown,
                OpKind.ReadLast => op.B == (list.Count == 0 ? Op.Nothing : list[^1]),
                OpKind.Read => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list)
                    .SequenceEqual(history.Lists[(int)op.B]),
                _ => false,
            };
            if (!legal)
                return false;
            if (op.Kind == OpKind.Append)
                list.Add(op.A);
        }

        return WitnessVerifier.RespectsTime(history.Ops, order)
            && WitnessVerifier.IsComplete(history.Ops, members, order);
    }

    /// <summary>Whether this order proves a set linearizable.</summary>
    public static bool IsSetOrder(ConsistencyHistory history, ReadOnlySpan<int> members, ReadOnlySpan<int> order)
    {
        ValueMap numbers = new();
        (long lowest, long highest) = (long.MaxValue, long.MinValue);
        foreach (int i in order)
        {
            if (history.Ops[i].Kind == OpKind.Insert)
                (lowest, highest) = (Math.Min(lowest, history.Ops[i].A), Math.Max(highest, history.Ops[i].A));
        }

        numbers.Reset(lowest, highest, order.Length);
        int[] lastSeen = new int[order.Length];
        int count = 0;
        for (int k = 0; k < order.Length; k++)
        {
            Op op = history.Ops[order[k]];
            if (op.Kind == OpKind.Insert)
                count += numbers.TryAdd(op.A, count) ? 1 : 0;
            else if (!IsSameSet(numbers, count, history.Lists[(int)op.B], lastSeen, k + 1))
                return false;
        }

        return WitnessVerifier.RespectsTime(history.Ops, order)
            && WitnessVerifier.IsComplete(history.Ops, members, order);
    }

    private static bool IsSameSet(ValueMap numbers, int count, long[] read, int[] lastSeen, int mark)
    {
        if (read.Length != count)
            return false;
        foreach (long element in read)
        {
            int number = numbers.Find(element);
            if (number < 0 || lastSeen[number] == mark)
                return false;
            lastSeen[number] = mark;
        }

        return true;
    }
}
