namespace ChaosHarness.Checkers.Consistency;

/// <summary>The operations of each key, by start: keys are judged one by one, since they are independent.</summary>
internal sealed class Partition
{
    private readonly int[] _order;
    private readonly int[] _offsets;

    private Partition(int[] order, int[] offsets) => (_order, _offsets) = (order, offsets);

    /// <summary>Number of keys.</summary>
    public int Keys => _offsets.Length - 1;

    /// <summary>The operations of one key, as indexes into the history's array.</summary>
    public ReadOnlySpan<int> this[int key] => _order.AsSpan(_offsets[key].._offsets[key + 1]);

    /// <summary>Splits operations that are ordered by start with one counting sort.</summary>
    public static Partition ByKey(Op[] ops)
    {
        int keys = 0;
        foreach (ref readonly Op op in ops.AsSpan())
            keys = Math.Max(keys, op.Key + 1);
        int[] offsets = new int[keys + 1];
        foreach (ref readonly Op op in ops.AsSpan())
            offsets[op.Key + 1]++;
        for (int key = 0; key < keys; key++)
            offsets[key + 1] += offsets[key];
        int[] order = new int[ops.Length];
        int[] next = offsets[..keys];
        for (int i = 0; i < ops.Length; i++)
            order[next[ops[i].Key]++] = i;
        return new(order, offsets);
    }

    /// <summary>Keeps everything together, for models whose operations touch several keys.</summary>
    public static Partition Whole(Op[] ops)
    {
        int[] order = new int[ops.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        return new(order, [0, order.Length]);
    }
}
