namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Finds the anomalies of list-append transactions, after Kingsbury and Alvaro, "Elle: inferring isolation anomalies
/// from experimental observations", VLDB 2020. The longest read of a key tells the order of its versions; every other
/// read must be a prefix of it. From that follow the dependencies: ww (a version overwritten), wr (a version read), rw
/// (a version read, then overwritten), besides each client's own order and real time. A cycle cannot be serialized.
/// </summary>
internal sealed partial class ListAppendEngine(ConsistencyHistory history, bool realtime)
{
    private readonly Op[] _ops = history.Ops;
    private readonly List<Conflict> _conflicts = [];
    private readonly Dictionary<(int Key, long Element), int> _appenderOf = [];
    private readonly Dictionary<(int Key, long Element), int> _place = [];
    private long[][] _versions = [];
    private int[] _longestReader = [];

    /// <summary>All anomalies found; at most one cycle of each kind per knot of transactions.</summary>
    public IReadOnlyList<Conflict> Anomalies()
    {
        CollectAppends();
        CollectVersions();
        for (int t = 0; t < _ops.Length; t++)
        {
            if (_ops[t].Ending == Ending.Ok)
                CheckReads(t);
        }

        CheckVersions();
        FindLostUpdates();
        FindCycles();
        return _conflicts;
    }

    private MicroOp[] Steps(int transaction) => history.Transactions[(int)_ops[transaction].A];

    private void Report(Anomaly anomaly, string text, params int[] core) =>
        _conflicts.Add(new(anomaly, core) { Early = core[0], Late = core[^1], Text = text });

    private void CollectAppends()
    {
        for (int t = 0; t < _ops.Length; t++)
        {
            foreach (MicroOp step in Steps(t))
            {
                if (step.Kind == OpKind.Append && !_appenderOf.TryAdd((step.Key, step.Value), t))
                {
                    Report(
                        Anomaly.Duplicate,
                        $"Element {Show(step.Value)} was appended to key {history.Keys[step.Key]} by two transactions, so that reads do not tell which one they saw.",
                        _appenderOf[(step.Key, step.Value)], t);
                }
            }
        }
    }

    /// <summary>The longest committed read of every key, without what the reader itself had appended to it before.</summary>
    private void CollectVersions()
    {
        _versions = new long[history.Keys.Count][];
        _longestReader = new int[history.Keys.Count];
        Array.Fill(_versions, []);
        Array.Fill(_longestReader, -1);
        for (int t = 0; t < _ops.Length; t++)
        {
            if (_ops[t].Ending != Ending.Ok)
                continue;
            foreach (MicroOp step in Steps(t))
            {
                if (step.Kind != OpKind.Read || step.Value == Op.Nothing)
                    continue;
                long[] list = history.Lists[(int)step.Value];
                if (list.Length > _versions[step.Key].Length)
                    (_versions[step.Key], _longestReader[step.Key]) = (list, t);
            }
        }

        for (int key = 0; key < _versions.Length; key++)
        {
            for (int j = 0; j < _versions[key].Length; j++)
                _place.TryAdd((key, _versions[key][j]), j);
        }
    }

    /// <summary>What one transaction read: prefixes of the version order, committed and final, and its own writes.</summary>
    private void CheckReads(int t)
    {
        MicroOp[] steps = Steps(t);
        for (int s = 0; s < steps.Length; s++)
        {
            if (steps[s].Kind != OpKind.Read || steps[s].Value == Op.Nothing)
                continue;
            long[] list = history.Lists[(int)steps[s].Value];
            int key = steps[s].Key;
            if (!_versions[key].AsSpan(0, list.Length).SequenceEqual(list))
            {
                ReportParting(t, key, list);
                CheckElements(t, key, list);
            }

            CheckLast(t, key, list);
            CheckInternal(t, steps, s, list);
        }
    }

    /// <summary>Two reads that part somewhere: with them, whoever appended the elements there.</summary>
    private void ReportParting(int t, int key, long[] list)
    {
        int at = _versions[key].AsSpan().CommonPrefixLength(list);
        List<int> core = [_longestReader[key]];
        foreach (long element in (long[])[list[at], _versions[key][at]])
        {
            if (_appenderOf.TryGetValue((key, element), out int writer) && writer != t && !core.Contains(writer))
                core.Add(writer);
        }

        core.Add(t);
        Report(
            Anomaly.IncompatibleOrder,
            $"Two reads of key {history.Keys[key]} are not prefixes of one order.", [.. core]);
    }

    /// <summary>Whether a list that was read holds an element, given the place of each in the version order.</summary>
    private bool Holds(int key, long[] list, long element) =>
        _place.TryGetValue((key, element), out int place) && place < list.Length && list[place] == element;

    private void CheckInternal(int t, MicroOp[] steps, int at, long[] list)
    {
        List<long> own = [];
        long[]? before = null;
        for (int s = 0; s < at; s++)
        {
            if (steps[s].Key != steps[at].Key)
                continue;
            if (steps[s].Kind == OpKind.Append)
                own.Add(steps[s].Value);
            else if (steps[s].Value != Op.Nothing)
                (before, own) = (history.Lists[(int)steps[s].Value], []);
        }

        bool foresees = false;
        for (int s = at + 1; s < steps.Length; s++)
            foresees |= steps[s].Kind == OpKind.Append && steps[s].Key == steps[at].Key && Holds(steps[at].Key, list, steps[s].Value);
        bool fits = before is not null
            ? list.Length == before.Length + own.Count && list.AsSpan().StartsWith(before)
                && list.AsSpan(before.Length).SequenceEqual(own.ToArray())
            : list.AsSpan().EndsWith(own.ToArray());
        if (!fits || foresees)
        {
            Report(
                Anomaly.Internal,
                $"A transaction read key {history.Keys[steps[at].Key]} and did not find what it had itself read and appended before.",
                t);
        }
    }

    /// <summary>The last element shows which version was read: it must be the last that its transaction wrote there.</summary>
    private void CheckLast(int t, int key, long[] list)
    {
        if (list.Length == 0 || !_appenderOf.TryGetValue((key, list[^1]), out int writer) || writer == t)
            return;
        MicroOp last = Array.FindLast(Steps(writer), step => step.Kind == OpKind.Append && step.Key == key);
        if (last.Value != list[^1])
        {
            Report(
                Anomaly.G1b,
                $"A transaction read key {history.Keys[key]} as another one had left it halfway, before its last append.",
                writer, t);
        }
    }

    /// <summary>Elements in the version order: appended by somebody, not aborted, and once only.</summary>
    private void CheckVersions()
    {
        for (int key = 0; key < _versions.Length; key++)
        {
            if (_longestReader[key] >= 0)
            {
                CheckElements(_longestReader[key], key, _versions[key]);
                CheckWhole(key);
            }
        }
    }

    /// <summary>What one transaction appended to a key stands together and in its order.</summary>
    private void CheckWhole(int key)
    {
        for (int j = 0; j < _versions[key].Length; j++)
        {
            if (!_appenderOf.TryGetValue((key, _versions[key][j]), out int writer))
                continue;
            long before = Op.Nothing;
            foreach (MicroOp step in Steps(writer))
            {
                if (step.Kind != OpKind.Append || step.Key != key)
                    continue;
                if (step.Value == _versions[key][j])
                    break;
                before = step.Value;
            }

            if (before != Op.Nothing && (j == 0 || _versions[key][j - 1] != before))
            {
                Report(
                    Anomaly.G1b,
                    $"A read of key {history.Keys[key]} shows element {Show(_versions[key][j])} without, or not right behind, element {Show(before)} of the same transaction.",
                    writer, _longestReader[key]);
                return;
            }
        }
    }

    private void CheckElements(int reader, int key, long[] list)
    {
        HashSet<long> seen = new(list.Length);
        int aborted = -1;
        foreach (long element in list)
        {
            if (!seen.Add(element))
            {
                Report(
                    Anomaly.Duplicate,
                    $"A read of key {history.Keys[key]} found element {Show(element)} more than once.", reader);
            }

            if (!_appenderOf.TryGetValue((key, element), out int writer))
            {
                Report(
                    Anomaly.PhantomRead,
                    $"A read of key {history.Keys[key]} found element {Show(element)}, which nobody appended.", reader);
            }
            else if (_ops[writer].Ending == Ending.NoEffect)
            {
                Report(
                    Anomaly.G1a,
                    $"A read of key {history.Keys[key]} found element {Show(element)} of a transaction that was aborted.",
                    writer, reader);
                aborted = writer;
            }
            else if (aborted >= 0 && _ops[writer].Ending == Ending.Ok)
            {
                Report(
                    Anomaly.DirtyUpdate,
                    $"A committed transaction appended to key {history.Keys[key]} on top of an aborted one.",
                    aborted, writer);
                aborted = -1;
            }
        }
    }

    /// <summary>Committed transactions that read the same version of a key and then appended to it.</summary>
    private void FindLostUpdates()
    {
        Dictionary<(int Key, long Version, int Length), int> updaters = [];
        for (int t = 0; t < _ops.Length; t++)
        {
            if (_ops[t].Ending != Ending.Ok)
                continue;
            MicroOp[] steps = Steps(t);
            for (int s = 0; s < steps.Length; s++)
            {
                if (steps[s].Kind != OpKind.Append || FirstOn(steps, steps[s].Key) is not { Kind: OpKind.Read } read
                    || read.Value == Op.Nothing || Array.FindIndex(steps, x => x == steps[s]) != s
                    || Array.FindIndex(steps, x => x.Kind == OpKind.Append && x.Key == read.Key) != s)
                {
                    continue;
                }

                long[] list = history.Lists[(int)read.Value];
                (int, long, int) version = (read.Key, list.Length == 0 ? Op.Nothing : list[^1], list.Length);
                if (!updaters.TryAdd(version, t))
                {
                    Report(
                        Anomaly.LostUpdate,
                        $"Two committed transactions read the same version of key {history.Keys[read.Key]} and both appended to it.",
                        updaters[version], t);
                }
            }
        }
    }

    private static MicroOp? FirstOn(MicroOp[] steps, int key)
    {
        foreach (MicroOp step in steps)
        {
            if (step.Key == key)
                return step;
        }

        return null;
    }

    private string Show(long element) => history.Texts.Show(element);
}
