namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Finds the anomalies of list-append transactions, after Kingsbury and Alvaro, "Elle: inferring isolation anomalies
/// from experimental observations", VLDB 2020. The longest read of a key tells the order of its versions; every other
/// read must be a prefix of it. From that follow the dependencies: ww (a version overwritten), wr (a version read), rw
/// (a version read, then overwritten), besides each client's own order and real time. A cycle cannot be serialized;
/// without one, an order of all transactions along the edges is a witness, which <see cref="TransactionVerifier"/> runs.
/// </summary>
internal sealed partial class ListAppendEngine(ConsistencyHistory history, bool realtime)
{
    private readonly Op[] _ops = history.Ops;
    private readonly List<Conflict> _conflicts = [];
    private readonly AppendTable _elements = new();
    private long[][] _versions = [];
    private int[] _longestReader = [];

    // The elements of all versions, key after key, by number.
    private int[] _versionElements = [];
    private int[] _offsets = [];

    /// <summary>Judges the transactions; at most one cycle of each kind per knot of transactions.</summary>
    public EngineAnswer Decide()
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
        int[]? order = FindCycles();
        return _conflicts.Count > 0 || order is null ? EngineAnswer.Of(_conflicts) : Certified(order);
    }

    private EngineAnswer Certified(int[] order) => TransactionVerifier.IsOrder(history, order, realtime)
        ? EngineAnswer.Linearizable(order)
        : throw new InvalidOperationException("The order of the transactions does not stand up to the verifier.");

    private MicroOp[] Steps(int transaction) => history.Transactions[(int)_ops[transaction].A];

    private void Report(Anomaly anomaly, string text, params int[] core) =>
        _conflicts.Add(new(anomaly, core) { Early = core[0], Late = core[^1], Text = text });

    private void CollectAppends()
    {
        for (int t = 0; t < _ops.Length; t++)
        {
            MicroOp[] steps = Steps(t);
            for (int s = 0; s < steps.Length; s++)
            {
                if (steps[s].Kind == OpKind.Append)
                    CollectAppend(t, steps, s);
            }
        }
    }

    private void CollectAppend(int t, MicroOp[] steps, int at)
    {
        int key = steps[at].Key;
        int element = _elements.Add(key, steps[at].Value, t, out bool isNew);
        if (!isNew)
        {
            int first = _elements.Writer[element];
            string by = first == t ? "twice by one transaction" : "by two transactions";
            Report(
                Anomaly.Duplicate,
                $"Element {Show(steps[at].Value)} was appended to key {history.Keys[key]} {by}, so that reads do not tell which append they saw.",
                first == t ? [t] : [first, t]);
            return;
        }

        for (int s = at - 1; s >= 0; s--)
        {
            if (steps[s].Kind != OpKind.Append || steps[s].Key != key)
                continue;
            int before = _elements.Find(key, steps[s].Value);
            _elements.Before[element] = before;
            _elements.IsLast[before] = false;
            return;
        }
    }

    /// <summary>The longest committed read of every key, and the place of each element in it.</summary>
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

        _offsets = new int[_versions.Length + 1];
        for (int key = 0; key < _versions.Length; key++)
            _offsets[key + 1] = _offsets[key] + _versions[key].Length;
        _versionElements = new int[_offsets[^1]];
        for (int key = 0; key < _versions.Length; key++)
        {
            for (int j = 0; j < _versions[key].Length; j++)
            {
                int element = _elements.Add(key, _versions[key][j], -1, out _);
                _versionElements[_offsets[key] + j] = element;
                if (_elements.Place[element] < 0)
                    _elements.Place[element] = j;
            }
        }
    }

    /// <summary>Committed transactions that read the same version of a key and then appended to it.</summary>
    private void FindLostUpdates()
    {
        // One entry for each version of each key, the empty one first; 0 is nobody.
        int[] updaters = new int[_versionElements.Length + _versions.Length];
        for (int t = 0; t < _ops.Length; t++)
        {
            if (_ops[t].Ending != Ending.Ok)
                continue;
            MicroOp[] steps = Steps(t);
            for (int s = 1; s < steps.Length; s++)
            {
                if (UpdatedVersion(steps, s) is not (>= 0 and int length))
                    continue;
                int key = steps[s].Key;
                ref int updater = ref updaters[_offsets[key] + key + length];
                if (updater == 0)
                {
                    updater = t + 1;
                    continue;
                }

                Report(
                    Anomaly.LostUpdate,
                    $"Two committed transactions read the same version of key {history.Keys[key]} and both appended to it.",
                    updater - 1, t);
            }
        }
    }

    /// <summary>
    /// The version (its length) that a transaction had read of a key before this step, its first append to it; -1 when
    /// it had not read it, this is no such step, or what it read is no version at all.
    /// </summary>
    private int UpdatedVersion(MicroOp[] steps, int at)
    {
        if (steps[at].Kind != OpKind.Append)
            return -1;
        int key = steps[at].Key;
        long[]? list = null;
        for (int s = 0; s < at; s++)
        {
            if (steps[s].Key != key)
                continue;
            if (steps[s].Kind != OpKind.Read || steps[s].Value == Op.Nothing)
                return -1;
            list ??= history.Lists[(int)steps[s].Value];
        }

        return list is not null && IsVersion(key, list) ? list.Length : -1;
    }

    private bool IsVersion(int key, long[] list) =>
        list.Length == 0 || (list[^1] == _versions[key][list.Length - 1] && _versions[key].AsSpan().StartsWith(list));

    private string Show(long element) => history.Texts.Show(element);
}
