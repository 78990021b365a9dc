namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// What can be wrong with the reads of a list whatever the order of its appends, where elements were appended more than
/// once: an element shown more often than it was appended, or reads that do not begin alike.
/// </summary>
internal sealed class RepeatedAppends
{
    private readonly ConsistencyHistory _history;
    private readonly long[] _longest;
    private readonly int _longestRead;
    private readonly Dictionary<long, int> _appends = [];

    /// <param name="history">The history.</param>
    /// <param name="order">The list's operations by start.</param>
    /// <param name="longest">The longest full read.</param>
    /// <param name="longestRead">The operation that brought it, or -1.</param>
    public RepeatedAppends(ConsistencyHistory history, ReadOnlySpan<int> order, long[] longest, int longestRead)
    {
        (_history, _longest, _longestRead) = (history, longest, longestRead);
        foreach (int i in order)
        {
            ref readonly Op op = ref history.Ops[i];
            if (op.Kind == OpKind.Append && op.Ending is Ending.Ok or Ending.Unknown)
                _appends[op.A] = _appends.GetValueOrDefault(op.A) + 1;
        }
    }

    /// <summary>The first such contradiction; null when there is none, and then every full read is a prefix of the longest.</summary>
    public Conflict? FirstConflict(ReadOnlySpan<int> order)
    {
        if (_longestRead >= 0 && TooMany(order, _longestRead, _longest) is { } surplus)
            return surplus;
        foreach (int i in order)
        {
            Op op = _history.Ops[i];
            if (op.Ending != Ending.Ok || op.Kind == OpKind.Append)
                continue;
            if (op.Kind == OpKind.ReadLast)
            {
                if (op.B != Op.Nothing && !_appends.ContainsKey(op.B))
                    return ListEngine.Unexplained(_history, order, i, op.B);
                continue;
            }

            long[] list = _history.Lists[(int)op.B];
            if (!_longest.AsSpan(0, list.Length).SequenceEqual(list))
                return TooMany(order, i, list) ?? Parting(order, i, list);
        }

        return null;
    }

    private Conflict? TooMany(ReadOnlySpan<int> order, int read, long[] list)
    {
        Dictionary<long, int> shown = [];
        foreach (long element in list)
        {
            int times = shown[element] = shown.GetValueOrDefault(element) + 1;
            int most = _appends.GetValueOrDefault(element);
            if (times <= most)
                continue;
            if (most == 0)
                return ListEngine.Unexplained(_history, order, read, element);
            Conflict twice = ListEngine.Twice(_history, read, element);
            return most == 1 ? twice : twice with
            {
                Core = [.. AppendsOf(order, element), read],
                Text = $"A read found element {_history.Texts.Show(element)} more often in the list than it was appended.",
            };
        }

        return null;
    }

    /// <summary>The two elements at which two reads part: with all appends of them, nothing else is needed.</summary>
    private Conflict Parting(ReadOnlySpan<int> order, int read, long[] list)
    {
        int at = _longest.AsSpan().CommonPrefixLength(list);
        int[] core = [read, _longestRead, .. AppendsOf(order, list[at]), .. AppendsOf(order, _longest[at])];
        return new(Anomaly.IncompatibleOrder, core) { Early = read, Late = _longestRead };
    }

    private List<int> AppendsOf(ReadOnlySpan<int> order, long element)
    {
        List<int> found = [];
        foreach (int i in order)
        {
            ref readonly Op op = ref _history.Ops[i];
            if (op.Kind == OpKind.Append && op.A == element && op.Ending is Ending.Ok or Ending.Unknown)
                found.Add(i);
        }

        return found;
    }
}
