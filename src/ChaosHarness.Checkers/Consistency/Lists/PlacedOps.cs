namespace ChaosHarness.Checkers.Consistency;

/// <summary>Operations that each have a known place in every legal order; those of one place may stand in any order.</summary>
internal sealed class PlacedOps(Op[] ops, int most)
{
    private readonly List<int> _members = new(most);
    private readonly List<int> _places = new(most);
    private int[] _sorted = [];

    /// <summary>The latest start of all.</summary>
    public long LatestStart { get; private set; } = long.MinValue;

    /// <summary>The operation with it, or -1.</summary>
    public int LatestOp { get; private set; } = -1;

    /// <summary>Places an operation.</summary>
    public void Add(int op, int place)
    {
        _members.Add(op);
        _places.Add(place);
        if (ops[op].Start > LatestStart || LatestOp < 0)
            (LatestStart, LatestOp) = (ops[op].Start, op);
    }

    /// <summary>
    /// Two operations of which the first ended before the second began, though its place lies behind; null when there
    /// are none, and then <see cref="Order"/> respects real time.
    /// </summary>
    /// <param name="places">All places are below this number.</param>
    public (int Early, int Late)? FirstConflict(int places)
    {
        int[] offsets = Sort(places);
        long latest = long.MinValue;
        int latestOp = -1;
        for (int place = 0; place < places; place++)
        {
            for (int k = offsets[place]; k < offsets[place + 1]; k++)
            {
                if (ops[_sorted[k]].End < latest)
                    return (_sorted[k], latestOp);
            }

            for (int k = offsets[place]; k < offsets[place + 1]; k++)
            {
                if (ops[_sorted[k]].Start > latest)
                    (latest, latestOp) = (ops[_sorted[k]].Start, _sorted[k]);
            }
        }

        return null;
    }

    /// <summary>All operations with their places.</summary>
    public IEnumerable<(int Op, int Place)> Places() => _members.Zip(_places);

    /// <summary>Has those of one place stand by start, whatever order they were placed in.</summary>
    public void SortByStart()
    {
        int[] members = [.. _members];
        int[] places = [.. _places];
        Array.Sort(members, places);
        _members.Clear();
        _members.AddRange(members);
        _places.Clear();
        _places.AddRange(places);
    }

    /// <summary>All operations by place, and by start within a place.</summary>
    public ReadOnlySpan<int> Order() => _sorted;

    private int[] Sort(int places)
    {
        int[] offsets = new int[places + 1];
        foreach (int place in _places)
            offsets[place + 1]++;
        for (int place = 0; place < places; place++)
            offsets[place + 1] += offsets[place];
        int[] next = offsets[..places];
        _sorted = new int[_members.Count];
        for (int k = 0; k < _sorted.Length; k++)
            _sorted[next[_places[k]]++] = _members[k];
        return offsets;
    }
}
