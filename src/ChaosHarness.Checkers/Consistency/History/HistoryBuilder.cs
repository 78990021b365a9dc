namespace ChaosHarness.Checkers.Consistency;

/// <summary>Collects calls and returns in the order of a recording and makes a history of them.</summary>
internal sealed class HistoryBuilder
{
    private readonly List<Op> _ops = [];
    private readonly List<long> _clock = [];
    private readonly Dictionary<long, int> _open = [];
    private readonly Dictionary<string, int> _keys = [];
    private readonly List<string> _keyNames = [];
    private readonly List<long[]> _lists = [];
    private readonly List<MicroOp[]> _transactions = [];
    private long _events;
    private bool _hasClock;
    private bool _sorted = true;

    /// <summary>Texts met so far.</summary>
    public Symbols Texts { get; } = new();

    /// <summary>Number of operations so far.</summary>
    public int Count => _ops.Count;

    /// <summary>The number of a key by its name.</summary>
    public int Key(string name)
    {
        if (!_keys.TryGetValue(name, out int key))
        {
            _keys.Add(name, key = _keyNames.Count);
            _keyNames.Add(name);
        }

        return key;
    }

    /// <summary>Keeps a list and gives its number.</summary>
    public long List(long[] list)
    {
        _lists.Add(list);
        return _lists.Count - 1;
    }

    /// <summary>Keeps a transaction and gives its number.</summary>
    public long Transaction(MicroOp[] transaction)
    {
        _transactions.Add(transaction);
        return _transactions.Count - 1;
    }

    /// <summary>
    /// A client calls. An operation of it that has not returned is of unknown outcome from now on.
    /// </summary>
    /// <param name="process">The client.</param>
    /// <param name="call">Kind, key, arguments and line.</param>
    /// <param name="time">Clock time in nanoseconds, or null.</param>
    public void Call(long process, Op call, long? time)
    {
        call.Start = _events++;
        call.End = Op.Never;
        call.Ending = Ending.Unknown;
        call.Process = (int)process;
        _hasClock |= time is not null;
        _open[process] = _ops.Count;
        _ops.Add(call);
        _clock.Add(time ?? 0);
        _clock.Add(Op.Never);
    }

    /// <summary>What a client has in flight, or null.</summary>
    public Op? InFlight(long process) => _open.TryGetValue(process, out int index) ? _ops[index] : null;

    /// <summary>A client has its answer; <paramref name="ending"/> Unknown leaves the operation open for ever.</summary>
    public void Return(long process, Ending ending, long? a, long? b, long? time)
    {
        long now = _events++;
        if (!_open.Remove(process, out int index))
            return;
        Op op = _ops[index];
        op.Ending = ending;
        op.A = a ?? op.A;
        op.B = b ?? op.B;
        if (ending != Ending.Unknown)
        {
            op.End = now;
            _clock[2 * index + 1] = time ?? 0;
        }

        _ops[index] = op;
    }

    /// <summary>Changes what the operation in flight turns out to be.</summary>
    public void Become(long process, OpKind kind)
    {
        if (_open.TryGetValue(process, out int index))
            _ops[index] = _ops[index] with { Kind = kind };
    }

    /// <summary>Adds a finished operation with the call of one that is known, ending now.</summary>
    public void Beside(Op op, long? time)
    {
        op.End = _events++;
        _sorted = false;
        _ops.Add(op);
        _clock.Add(time ?? 0);
        _clock.Add(time ?? 0);
    }

    /// <summary>The history; the builder is used up.</summary>
    public ConsistencyHistory Build()
    {
        int[] order = [.. Enumerable.Range(0, _ops.Count)];
        if (!_sorted)
            order = [.. order.OrderBy(i => _ops[i].Start)];
        return new(_sorted ? [.. _ops] : [.. order.Select(i => _ops[i])])
        {
            Clock = _hasClock ? [.. order.SelectMany(i => new[] { _clock[2 * i], _clock[2 * i + 1] })] : null,
            Keys = _keyNames.Count == 0 ? [""] : _keyNames,
            Texts = Texts,
            Lists = _lists,
            Transactions = _transactions,
            CountsEvents = !_hasClock,
        };
    }
}
