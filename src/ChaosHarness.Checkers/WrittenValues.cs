using ChaosHarness.Histories;

namespace ChaosHarness.Checkers;

/// <summary>Who wrote a value.</summary>
/// <param name="Place">The place of the operation in the history, from 0.</param>
/// <param name="Key">Its key.</param>
internal readonly record struct Writer(int Place, int Key);

/// <summary>Values that operations wrote, ascending, and beside each its writer; nothing else was written between two bounds.</summary>
internal readonly ref struct WrittenValues(long from, long to, ReadOnlySpan<long> values, ReadOnlySpan<Writer> writers)
{
    /// <summary>The least value that can be among them.</summary>
    public long From { get; } = from;

    /// <summary>The greatest value that can be among them.</summary>
    public long To { get; } = to;

    public ReadOnlySpan<long> Values { get; } = values;

    public ReadOnlySpan<Writer> Writers { get; } = writers;
}

/// <summary>
/// Gives the values that a history wrote in ascending order. They are not all in memory at once: it goes through the
/// history a few times and takes the values between two bounds each time, about an eighth of them or a million.
/// </summary>
/// <param name="operations">The history.</param>
/// <param name="most">How many values may be taken at once where that is more than an eighth of them.</param>
internal sealed class ValueOrder(OperationList operations, int most = 1 << 20)
{
    private const int MostParts = 8;
    private const int Samples = 4096;

    private long[] _values = [];
    private Writer[] _writers = [];

    /// <summary>Takes one part of the values.</summary>
    public delegate void Take(in WrittenValues part);

    /// <summary>Gives all values that operations of some kinds wrote, in ascending parts; there is always one at least.</summary>
    public void Each(Func<OperationKind, bool> isWanted, Take take, CancellationToken ct)
    {
        long[] bounds = Bounds(isWanted, ct);
        for (int i = 0; i + 1 < bounds.Length; i++)
            take(Part(isWanted, bounds[i], i + 2 == bounds.Length ? long.MaxValue : bounds[i + 1] - 1, ct));
    }

    /// <summary>Where the parts begin, and at last what is past them all.</summary>
    private long[] Bounds(Func<OperationKind, bool> isWanted, CancellationToken ct)
    {
        int stride = operations.Count / Samples + 1, count = 0;
        List<long> sample = [];
        foreach (ref readonly Operation op in operations.Scan(ct))
        {
            if (isWanted(op.Kind) && count++ % stride == 0)
                sample.Add(op.Value);
        }

        int parts = Math.Clamp(count / most, 1, MostParts);
        Resize(count / parts);
        sample.Sort();
        SortedSet<long> bounds = [long.MinValue, long.MaxValue];
        for (int part = 1; part < parts; part++)
            bounds.Add(sample[(int)((long)part * sample.Count / parts)]);
        return [.. bounds];
    }

    private WrittenValues Part(Func<OperationKind, bool> isWanted, long from, long to, CancellationToken ct)
    {
        int count = 0;
        OperationScan all = operations.Scan(ct);
        while (all.MoveNext())
        {
            ref readonly Operation op = ref all.Current;
            if (op.Value < from || op.Value > to || !isWanted(op.Kind))
                continue;
            if (count == _values.Length)
                Resize(count);
            (_values[count], _writers[count++]) = (op.Value, new(all.Place, op.Key));
        }

        Array.Sort(_values, _writers, 0, count);
        return new(from, to, _values.AsSpan(0, count), _writers.AsSpan(0, count));
    }

    /// <summary>Makes room, and some to spare: parts are told apart by a sample.</summary>
    private void Resize(int count)
    {
        Array.Resize(ref _values, count + count / 8 + 8);
        Array.Resize(ref _writers, _values.Length);
    }
}
