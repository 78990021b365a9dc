namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Decides linearizability of a set to which elements are added and which is read as a whole, exactly. The sets read
/// must form a chain by inclusion. A read of the j-th set has place 2j, the first add of an element that this set shows
/// first has 2j - 1. A legal order exists iff no operation ends before one of a lower place starts.
/// <para>
/// Where an element is added more than once, the add that starts first may be taken for the one that counts: it has to
/// come before the read that shows the element, as one of them has, and its start is in the way of the fewest. The
/// others have no lower place, but any higher one will do (<see cref="RepeatedAdds"/>).
/// </para>
/// </summary>
internal sealed class SetEngine(ConsistencyHistory history)
{
    private readonly Op[] _ops = history.Ops;
    private readonly ValueMap _numbers = new();
    private readonly RepeatedAdds _repeated = new(history.Ops);

    // The add that counts, by number of the element.
    private readonly List<int> _adds = [];

    // The class in which each element is shown first, and the last read that showed it; by number of the element.
    private int[] _shownIn = [];
    private int[] _lastShown = [];

    /// <summary>Judges one set.</summary>
    public EngineAnswer Decide(ReadOnlySpan<int> order)
    {
        CollectAdds(order);
        int[] reads = CollectReads(order);
        (Conflict? conflict, int[] classOfRead, int classes) = Chain(order, reads);
        return conflict is not null ? EngineAnswer.Violated(conflict) : Scan(order, reads, classOfRead, classes);
    }

    /// <summary>Numbers the elements by their first adds.</summary>
    private void CollectAdds(ReadOnlySpan<int> order)
    {
        (long lowest, long highest) = (long.MaxValue, long.MinValue);
        foreach (int i in order)
        {
            if (_ops[i].Kind == OpKind.Insert)
                (lowest, highest) = (Math.Min(lowest, _ops[i].A), Math.Max(highest, _ops[i].A));
        }

        _adds.Clear();
        _repeated.Clear();
        _numbers.Reset(lowest, highest, order.Length);
        foreach (int i in order)
        {
            if (_ops[i].Kind != OpKind.Insert || _ops[i].Ending is Ending.NoEffect or Ending.ValueDiffered)
                continue;
            if (_numbers.TryAdd(_ops[i].A, _adds.Count))
                _adds.Add(i);
            else if (_ops[i].Ending == Ending.Ok)
                _repeated.Add(i);
        }

        _shownIn = new int[_adds.Count];
        _lastShown = new int[_adds.Count];
        Array.Fill(_shownIn, -1);
        Array.Fill(_lastShown, -1);
    }

    private int[] CollectReads(ReadOnlySpan<int> order)
    {
        List<int> reads = [];
        foreach (int i in order)
        {
            if (_ops[i].Kind == OpKind.Read && _ops[i].Ending == Ending.Ok)
                reads.Add(i);
        }

        return [.. reads.OrderBy(i => Set(i).Length)];
    }

    private long[] Set(int read) => history.Lists[(int)_ops[read].B];

    /// <summary>Goes through the reads by size: each must contain the one before.</summary>
    private (Conflict? Conflict, int[] Classes, int Count) Chain(ReadOnlySpan<int> order, int[] reads)
    {
        int[] classes = new int[reads.Length];
        int current = 0;
        int size = 0;
        int shown = 0;
        for (int k = 0; k < reads.Length; k++)
        {
            long[] set = Set(reads[k]);
            if (set.Length > size)
                (current, size) = (current + 1, set.Length);
            classes[k] = current;
            foreach (long element in set)
            {
                int number = _numbers.Find(element);
                if (number < 0)
                    return (Unexplained(order, reads[k], element), classes, 0);
                if (_lastShown[number] == k)
                    return (Twice(reads[k], element), classes, 0);
                _lastShown[number] = k;
                if (_shownIn[number] >= 0)
                    continue;
                _shownIn[number] = current;
                shown++;
            }

            // Everything shown so far must be here again.
            if (shown > set.Length)
                return (Fork(reads, k), classes, 0);
        }

        return (null, classes, current);
    }

    private Conflict Twice(int read, long element) => new(Anomaly.Duplicate, [read])
    {
        Late = read,
        Text = $"A read found element {history.Texts.Show(element)} more than once in the set.",
    };

    private Conflict Unexplained(ReadOnlySpan<int> order, int read, long element)
    {
        foreach (int i in order)
        {
            if (_ops[i].Kind == OpKind.Insert && _ops[i].A == element)
                return new(Anomaly.AbortedRead, [i, read]) { Early = i, Late = read };
        }

        return new(Anomaly.PhantomRead, [read])
        {
            Late = read,
            Text = $"A read found element {history.Texts.Show(element)}, which nobody added.",
        };
    }

    private Conflict Fork(int[] reads, int at)
    {
        HashSet<long> set = [.. Set(reads[at])];
        int other = reads.Take(at).First(r => !set.IsSupersetOf(Set(r)));
        HashSet<long> others = [.. Set(other)];
        int missing = _adds[_numbers.Find(Set(other).First(e => !set.Contains(e)))];
        int[] more = [.. Set(reads[at]).Where(e => !others.Contains(e)).Take(1).Select(e => _adds[_numbers.Find(e)])];
        return new(Anomaly.LongFork, [other, reads[at], missing, .. more]) { Early = other, Late = reads[at] };
    }

    private EngineAnswer Scan(ReadOnlySpan<int> order, int[] reads, int[] classOfRead, int classes)
    {
        PlacedOps placed = new(_ops, order.Length);
        for (int k = 0; k < reads.Length; k++)
            placed.Add(reads[k], 2 * classOfRead[k]);
        foreach (int i in _adds)
        {
            if (_shownIn[_numbers.Find(_ops[i].A)] >= 0 || _ops[i].Ending == Ending.Ok)
                placed.Add(i, LowestPlace(i, classes));
        }

        (int Early, int Late)? pair = placed.FirstConflict(2 * classes + 2);
        if (pair is null && _repeated.Count > 0)
        {
            _repeated.Place(placed, i => LowestPlace(i, classes));
            pair = placed.FirstConflict(2 * classes + 2) is { } found ? (_repeated.CauseOf(found.Early), found.Late) : null;
        }

        if (pair is { } conflict)
            return EngineAnswer.Violated(Named(conflict.Early, conflict.Late, reads));
        int[] witness = placed.Order().ToArray();
        return ListVerifier.IsSetOrder(history, order, witness)
            ? EngineAnswer.Linearizable(witness)
            : throw new InvalidOperationException("The scan's witness does not stand up to the verifier.");
    }

    private int LowestPlace(int add, int classes) =>
        _shownIn[_numbers.Find(_ops[add].A)] is >= 0 and int shown ? 2 * shown - 1 : 2 * classes + 1;

    private Conflict Named(int early, int late, int[] reads)
    {
        bool isAdd = _ops[early].Kind == OpKind.Insert;
        bool never = isAdd && _shownIn[_numbers.Find(_ops[early].A)] < 0;
        List<int> core = [early, late];
        if (!isAdd && _ops[late].Kind == OpKind.Read)
        {
            // The earlier read showed an element that the later one does not.
            HashSet<long> seen = [.. Set(late)];
            core.Add(_adds[_numbers.Find(Set(early).First(e => !seen.Contains(e)))]);
        }
        else if (isAdd && _ops[late].Kind == OpKind.Insert)
        {
            core.Add(reads.First(r => Set(r).Contains(_ops[late].A) && !Set(r).Contains(_ops[early].A)));
        }

        Anomaly name = _ops[late].Kind == OpKind.Insert
            ? isAdd ? Anomaly.OrderViolation : Anomaly.FutureRead
            : never ? Anomaly.LostWrite : Anomaly.StaleRead;
        return new(name, [.. core]) { Early = early, Late = late };
    }
}
