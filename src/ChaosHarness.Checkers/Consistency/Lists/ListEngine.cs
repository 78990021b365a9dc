using System.Runtime.InteropServices;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Decides linearizability of a list to which elements are appended once each, exactly, with one sort and one scan.
/// Every full read must be a prefix of the longest one, L. Then each operation has its place: a read of the first j
/// elements (or of the j-th as the last one) 2j, the append of the j-th 2j - 1. A legal order exists iff no operation
/// ends before one of a lower place starts. Operations on elements behind L come after all that, and since each of
/// them is only read as "the last one" they are a register with unique values. Where an element was appended more than
/// once, reads do not tell which append they saw: then a search decides.
/// </summary>
internal sealed class ListEngine(ConsistencyHistory history)
{
    private readonly ZoneEngine _zones = new();
    private readonly Op[] _ops = history.Ops;
    private readonly ValueMap _places = new();
    private long[] _longest = [];
    private int _longestRead = -1;

    /// <summary>Judges one list.</summary>
    public EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        FindLongest(order);
        bool isPlain = MapPlaces(order);
        List<int>? appendOf = isPlain ? FindAppends(order) : null;
        if (appendOf is null)
            return Repeated(order, budget);
        if (CheckReads(order, appendOf) is { } badRead)
            return EngineAnswer.Violated(badRead);
        return Scan(order, appendOf);
    }

    private EngineAnswer Repeated(ReadOnlySpan<int> order, SearchBudget budget)
    {
        foreach (int i in order)
        {
            if (_ops[i].Kind is not (OpKind.Append or OpKind.Read or OpKind.ReadLast))
                return EngineAnswer.NotApplicable;
        }

        if (new RepeatedAppends(history, order, _longest, _longestRead).FirstConflict(order) is { } conflict)
            return EngineAnswer.Violated(conflict);
        return SearchEngine.List(history, order, _longest, budget);
    }

    private void FindLongest(ReadOnlySpan<int> order)
    {
        (_longest, _longestRead) = ([], -1);
        foreach (int i in order)
        {
            if (_ops[i].Kind != OpKind.Read || _ops[i].Ending != Ending.Ok)
                continue;
            long[] list = history.Lists[(int)_ops[i].B];
            if (list.Length > _longest.Length || _longestRead < 0)
                (_longest, _longestRead) = (list, i);
        }
    }

    /// <summary>Numbers the elements of the longest read from 0; false when one is in it twice.</summary>
    private bool MapPlaces(ReadOnlySpan<int> order)
    {
        long lowest = long.MaxValue;
        long highest = long.MinValue;
        foreach (long element in _longest)
            (lowest, highest) = (Math.Min(lowest, element), Math.Max(highest, element));
        foreach (int i in order)
        {
            if (_ops[i].Kind == OpKind.Append)
                (lowest, highest) = (Math.Min(lowest, _ops[i].A), Math.Max(highest, _ops[i].A));
        }

        _places.Reset(lowest, highest, _longest.Length + order.Length);
        for (int j = 0; j < _longest.Length; j++)
        {
            if (!_places.TryAdd(_longest[j], j))
                return false;
        }

        return true;
    }

    /// <summary>The append of each element of the longest read, then of the others; null when one was appended twice.</summary>
    private List<int>? FindAppends(ReadOnlySpan<int> order)
    {
        List<int> appendOf = new(_longest.Length + 16);
        CollectionsMarshal.SetCount(appendOf, _longest.Length);
        CollectionsMarshal.AsSpan(appendOf).Fill(-1);
        foreach (int i in order)
        {
            ref readonly Op op = ref _ops[i];
            if (op.Kind is not (OpKind.Append or OpKind.Read or OpKind.ReadLast))
                return null;
            if (op.Kind != OpKind.Append || op.Ending is Ending.NoEffect or Ending.ValueDiffered)
                continue;
            int place = _places.Find(op.A);
            if (place < 0)
            {
                _places.TryAdd(op.A, appendOf.Count);
                appendOf.Add(i);
            }
            else if (appendOf[place] >= 0)
            {
                return null;
            }
            else
            {
                appendOf[place] = i;
            }
        }

        return appendOf;
    }

    /// <summary>Reads must be prefixes of the longest one and show appended elements only.</summary>
    private Conflict? CheckReads(ReadOnlySpan<int> order, List<int> appendOf)
    {
        for (int j = 0; j < _longest.Length; j++)
        {
            if (appendOf[j] < 0)
                return Unexplained(history, order, _longestRead, _longest[j]);
        }

        foreach (int i in order)
        {
            ref readonly Op op = ref _ops[i];
            if (op.Ending != Ending.Ok || op.Kind == OpKind.Append)
                continue;
            if (op.Kind == OpKind.ReadLast)
            {
                if (op.B != Op.Nothing && _places.Find(op.B) < 0)
                    return Unexplained(history, order, i, op.B);
                continue;
            }

            long[] list = history.Lists[(int)op.B];
            if (!_longest.AsSpan(0, list.Length).SequenceEqual(list))
                return WrongList(order, i, list, appendOf);
        }

        return null;
    }

    private Conflict WrongList(ReadOnlySpan<int> order, int read, long[] list, List<int> appendOf)
    {
        HashSet<long> seen = [];
        foreach (long element in list)
        {
            if (!seen.Add(element))
                return Twice(history, read, element);

            int place = _places.Find(element);
            if (place < 0 || appendOf[place] < 0)
                return Unexplained(history, order, read, element);
        }

        // The first place at which they differ: two elements, each in front of the other one.
        int at = _longest.AsSpan().CommonPrefixLength(list);
        int[] appends = [appendOf[at], appendOf[_places.Find(list[at])]];
        return new(Anomaly.IncompatibleOrder, [read, _longestRead, .. appends]) { Early = read, Late = _longestRead };
    }

    /// <summary>A read shows an element more often than it was appended.</summary>
    public static Conflict Twice(ConsistencyHistory history, int read, long element) => new(Anomaly.Duplicate, [read])
    {
        Late = read,
        Text = $"A read found element {history.Texts.Show(element)} more than once in the list.",
    };

    /// <summary>A read shows an element that was surely not appended.</summary>
    public static Conflict Unexplained(ConsistencyHistory history, ReadOnlySpan<int> order, int read, long element)
    {
        foreach (int i in order)
        {
            ref readonly Op op = ref history.Ops[i];
            if (op.Kind == OpKind.Append && op.A == element && op.Ending is Ending.NoEffect or Ending.ValueDiffered)
                return new(Anomaly.AbortedRead, [i, read]) { Early = i, Late = read };
        }

        return new(Anomaly.PhantomRead, [read])
        {
            Late = read,
            Text = $"A read found element {history.Texts.Show(element)}, which nobody appended.",
        };
    }

    /// <summary>Places everything, compares with real time, and writes down the order.</summary>
    private EngineAnswer Scan(ReadOnlySpan<int> order, List<int> appendOf)
    {
        PlacedOps placed = new(_ops, order.Length);
        List<int> tail = [];
        foreach (int i in order)
        {
            ref readonly Op op = ref _ops[i];
            bool appended = op.Kind == OpKind.Append && op.Ending is Ending.Ok or Ending.Unknown;
            if (!appended && (op.Kind == OpKind.Append || op.Ending != Ending.Ok))
                continue;
            int place = op.Kind == OpKind.Read ? history.Lists[(int)op.B].Length - 1
                : op.Kind == OpKind.Append ? _places.Find(op.A)
                : op.B == Op.Nothing ? -1 : _places.Find(op.B);
            if (place < _longest.Length)
                placed.Add(i, 2 * (place + 1) - (op.Kind == OpKind.Append ? 1 : 0));
            else
                tail.Add(i);
        }

        if (placed.FirstConflict(2 * _longest.Length + 1) is { } pair)
            return EngineAnswer.Violated(Named(pair.Early, pair.Late, appendOf));
        return Tail(order, placed, tail, appendOf);
    }

    /// <summary>Judges what concerns elements that no full read shows; it has to come after everything else.</summary>
    private EngineAnswer Tail(ReadOnlySpan<int> order, PlacedOps placed, List<int> tail, List<int> appendOf)
    {
        Op[] asRegister = new Op[tail.Count];
        for (int k = 0; k < asRegister.Length; k++)
        {
            asRegister[k] = _ops[tail[k]];
            asRegister[k].Kind = asRegister[k].Kind == OpKind.Append ? OpKind.Write : OpKind.Read;
        }

        EngineAnswer answer = _zones.Decide(asRegister, Partition.Whole(asRegister)[0], Op.Nothing);
        if (answer.Conflict is { } conflict)
        {
            return EngineAnswer.Violated(conflict with
            {
                Core = [.. conflict.Core.Select(k => tail[k])],
                Early = conflict.Early < 0 ? -1 : tail[conflict.Early],
                Late = conflict.Late < 0 ? -1 : tail[conflict.Late],
            });
        }

        if (answer.Decision != Decision.Linearizable)
            return answer;
        foreach (int k in answer.Witness!)
        {
            if (_ops[tail[k]].End < placed.LatestStart)
                return EngineAnswer.Violated(Named(tail[k], placed.LatestOp, appendOf));
        }

        int[] witness = [.. placed.Order(), .. answer.Witness.Select(k => tail[k])];
        return ListVerifier.IsListOrder(history, order, witness)
            ? EngineAnswer.Linearizable(witness)
            : throw new InvalidOperationException("The scan's witness does not stand up to the verifier.");
    }

    /// <summary>
    /// Names "early ended before late began, but has its place behind it". A late read that does not show an element
    /// acknowledged or seen before.
    /// </summary>
    private Conflict Named(int early, int late, List<int> appendOf)
    {
        List<int> core = [early, late];
        foreach (int i in (int[])[early, late])
        {
            long element = _ops[i].Kind == OpKind.ReadLast ? _ops[i].B
                : _ops[i].Kind == OpKind.Read && history.Lists[(int)_ops[i].B] is { Length: > 0 } list ? list[^1]
                : Op.Nothing;
            int place = element == Op.Nothing ? -1 : _places.Find(element);
            if (place >= 0 && !core.Contains(appendOf[place]))
                core.Add(appendOf[place]);
        }

        bool isLast = PlaceOf(early) >= _longest.Length;
        if (isLast && _longestRead >= 0 && !core.Contains(_longestRead))
            core.Add(_longestRead);
        else if (_ops[early].Kind != OpKind.Read && _ops[late].Kind != OpKind.Read && _longestRead >= 0)
            core.Add(_longestRead);
        return new(NameOf(early, late, isLast), [.. core]) { Early = early, Late = late };
    }

    private Anomaly NameOf(int early, int late, bool isLast)
    {
        if (_ops[late].Kind == OpKind.Append)
            return _ops[early].Kind == OpKind.Append ? Anomaly.OrderViolation : Anomaly.FutureRead;
        if (!isLast)
            return Anomaly.StaleRead;
        return _ops[early].Kind == OpKind.Append ? Anomaly.LostWrite : Anomaly.LostAfterRecovery;
    }

    private int PlaceOf(int i) => _ops[i].Kind switch
    {
        OpKind.Append => _places.Find(_ops[i].A),
        OpKind.Read => history.Lists[(int)_ops[i].B].Length - 1,
        _ => _ops[i].B == Op.Nothing ? -1 : _places.Find(_ops[i].B),
    };
}
