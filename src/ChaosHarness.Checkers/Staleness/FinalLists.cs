using ChaosHarness.Checkers.Writes;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Staleness;

/// <summary>
/// The lists as the system held them in the end, and what reads missed of them. They are not all indexed at once: it goes
/// through the history a few times and compares some keys each time.
/// </summary>
/// <param name="authority">What the system held.</param>
/// <param name="most">How many elements may be indexed at once, if there are several lists.</param>
internal sealed class FinalLists(Authority authority, int most = 1 << 20)
{
    /// <summary>What the reads of each operation class missed.</summary>
    public SortedDictionary<string, StaleReads> Compare(History history, CancellationToken ct)
    {
        SortedDictionary<string, StaleReads> classes = new(StringComparer.Ordinal);
        Dictionary<int, FinalList> some = [];
        int size = 0;
        foreach ((FinalRead read, _) in authority.Of(DataSets.Lists))
        {
            if (size > 0 && size + read.Values.Count > most)
            {
                Compare(history, some, classes, ct);
                (some, size) = ([], 0);
            }

            some[read.Key] = new FinalList(read.Values);
            size += read.Values.Count;
        }

        if (some.Count > 0)
            Compare(history, some, classes, ct);
        return classes;
    }

    private static void Compare(
        History history, Dictionary<int, FinalList> lists, SortedDictionary<string, StaleReads> classes, CancellationToken ct)
    {
        foreach (ref readonly Operation op in history.Operations.Scan(ct))
        {
            if (op is { Kind: OperationKind.Append, Outcome: Outcome.Ok } && lists.TryGetValue(op.Key, out FinalList? list))
                list.Acknowledged(op.Value, op.End);
        }

        foreach (FinalList list in lists.Values)
            list.Close();
        StaleReads?[] ofClass = new StaleReads?[history.Names.Count];
        OperationScan all = history.Operations.Scan(ct);
        while (all.MoveNext())
        {
            ref readonly Operation op = ref all.Current;
            if (op is not { Kind: OperationKind.Read, Outcome: Outcome.Ok } || !lists.TryGetValue(op.Key, out FinalList? list)
                || list.PlaceOf(op.Result) is not { } place)
                continue;
            string name = history.Name(op.Class);
            if (ofClass[op.Class] is null && !classes.TryGetValue(name, out ofClass[op.Class]))
                classes[name] = ofClass[op.Class] = new StaleReads();
            if (list.FirstMissed(place) is { } missed && missed < op.Start)
                ofClass[op.Class]!.AddStale(op.Start - missed, all.Place);
            else
                ofClass[op.Class]!.AddFresh();
        }
    }
}

/// <summary>One list: where each element stands, and when those from there on were acknowledged first.</summary>
internal sealed class FinalList
{
    private readonly long[] _values;
    private readonly int[] _places;
    private readonly Instant[] _acknowledged;

    public FinalList(IReadOnlyList<long> values)
    {
        _values = [.. values];
        _places = [.. Enumerable.Range(0, values.Count)];
        _acknowledged = new Instant[values.Count];
        Array.Fill(_acknowledged, Instant.Never);
        Array.Sort(_values, _places);
    }

    /// <summary>Takes note that an append was acknowledged; of one that is not in the list none is taken.</summary>
    public void Acknowledged(long value, Instant at)
    {
        int found = Array.BinarySearch(_values, value);
        if (found >= 0)
            _acknowledged[_places[found]] = at;
    }

    /// <summary>Ends the taking of notes.</summary>
    public void Close()
    {
        for (int i = _acknowledged.Length - 2; i >= 0; i--)
        {
            if (_acknowledged[i + 1] < _acknowledged[i])
                _acknowledged[i] = _acknowledged[i + 1];
        }
    }

    /// <summary>The place of an element, from 0; -1 for the last element of an empty list, null for one that is not in it.</summary>
    public int? PlaceOf(long value)
    {
        if (value == Operation.Nothing)
            return -1;
        int found = Array.BinarySearch(_values, value);
        return found >= 0 ? _places[found] : null;
    }

    /// <summary>When the first of the elements behind a place was acknowledged; null when none was.</summary>
    public Instant? FirstMissed(int place) =>
        place + 1 < _acknowledged.Length && _acknowledged[place + 1] != Instant.Never ? _acknowledged[place + 1] : null;
}
