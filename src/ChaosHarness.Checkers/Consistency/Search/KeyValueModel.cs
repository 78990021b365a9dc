namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// A text with put, append and get for the search. Only states that some read can still tell matter: a state is a
/// prefix of a text that was read, kept as the range of read texts (sorted) that begin with it; every other text is one
/// single state, "unseen".
/// </summary>
internal sealed class KeyValueModel : ISearchModel
{
    private const int Unseen = 0;
    private readonly SearchInput _input;
    private readonly string[] _read;
    private readonly int[] _lastCall;
    private readonly int[] _textOf;
    private readonly string[] _argument;
    private readonly int[] _signatures;
    private readonly List<(int From, int To, int Length)> _states = [(0, 0, 0)];
    private readonly Dictionary<(int, int), int> _numbers = [];
    private readonly Dictionary<(int, int), int> _steps = [];
    private readonly int _lastPut = -1;
    private readonly int _lastReadCall = -1;
    private int _state;
    private int _inFlight;
    private bool _isStuck;
    private bool _updateInFlight;
    private bool _observerInFlight;

    /// <param name="input">Puts, appends and gets of one key.</param>
    /// <param name="texts">The texts behind arguments and results.</param>
    /// <param name="initial">The text before all of them.</param>
    public KeyValueModel(SearchInput input, Symbols texts, string initial)
    {
        _input = input;
        int n = input.Members.Length;
        (_textOf, _argument, _signatures) = (new int[n], new string[n], new int[n]);
        Dictionary<(bool, long), int> signatures = new(n);
        Dictionary<long, int> reads = new(n);
        for (int i = 0; i < n; i++)
        {
            ref readonly Op op = ref input[i];
            bool isRead = op.Kind == OpKind.Read;
            long symbol = isRead ? op.B : op.A;
            _argument[i] = symbol == Op.Nothing ? initial : texts.Text(symbol) ?? "";
            if (isRead)
            {
                reads.TryAdd(symbol, i);
                _lastReadCall = Math.Max(_lastReadCall, input.CallAt[i]);
                continue;
            }

            if (op.Kind == OpKind.Write)
                _lastPut = Math.Max(_lastPut, input.ReturnAt[i]);
            if (!signatures.TryGetValue((op.Kind == OpKind.Write, symbol), out _signatures[i]))
                signatures.Add((op.Kind == OpKind.Write, symbol), _signatures[i] = signatures.Count + 1);
        }

        Signatures = signatures.Count + 1;
        _read = SortReads(reads);
        _lastCall = new int[_read.Length];
        Array.Fill(_lastCall, -1);
        for (int i = 0; i < n; i++)
        {
            if (input[i].Kind != OpKind.Read)
                continue;
            _textOf[i] = reads[input[i].B];
            _lastCall[_textOf[i]] = Math.Max(_lastCall[_textOf[i]], input.CallAt[i]);
        }

        Initial = Step((0, _read.Length, 0), initial);
    }

    public int Initial { get; }

    public int Signatures { get; }

    public Role RoleOf(int op) => _input[op].Kind switch
    {
        OpKind.Read => Role.Observer,
        OpKind.Write => Role.Overwrite,
        _ => Role.BlindUpdate,
    };

    public int SignatureOf(int op) => _signatures[op];

    public bool Allows(int state, int op) =>
        state != Unseen && _states[state].From == _textOf[op] && _states[state].Length == _argument[op].Length;

    public int Apply(int state, int op)
    {
        int from = _input[op].Kind == OpKind.Write ? -1 : state;
        if (from == Unseen)
            return Unseen;
        if (!_steps.TryGetValue((from, _signatures[op]), out int next))
        {
            next = Step(from < 0 ? (0, _read.Length, 0) : _states[from], _argument[op]);
            _steps.Add((from, _signatures[op]), next);
        }

        return next;
    }

    public void BeginChoice(int state) =>
        (_state, _inFlight, _isStuck, _updateInFlight, _observerInFlight) = (state, 0, false, false, false);

    public void Want(int op)
    {
        _inFlight++;
        if (_input[op].Kind == OpKind.Append)
            _updateInFlight = true;
        if (_input[op].Kind != OpKind.Read)
            return;
        _observerInFlight = true;
        (int from, int to, _) = _states[_state];
        _isStuck |= _state == Unseen || _textOf[op] < from || _textOf[op] >= to;
    }

    // An append that makes an unseen text can only be overwritten unseen, and then it is hidden when it returns.
    public bool IsUseful(int op) => _input[op].Kind == OpKind.Write
        ? _observerInFlight || _updateInFlight
        : Apply(_state, op) != Unseen;

    public bool IsNeeded(int op, int state, int position) => true;

    public bool IsDead(int state, int position)
    {
        if (_lastPut >= position)
            return false;
        if (_isStuck)
            return true;
        if (_lastReadCall <= position)
            return false;
        return !_observerInFlight && LastCall(state) <= position;
    }

    /// <summary>When the last read is called that this state can still grow into.</summary>
    private int LastCall(int state)
    {
        int last = -1;
        for (int i = _states[state].From; i < _states[state].To; i++)
        {
            if (_lastCall[i] == _lastReadCall)
                return _lastReadCall;
            last = Math.Max(last, _lastCall[i]);
        }

        return last;
    }

    /// <summary>
    /// The texts that were read, in order; <paramref name="reads"/> leads from each result to a read of it, and in the
    /// end to the place of its text.
    /// </summary>
    private string[] SortReads(Dictionary<long, int> reads)
    {
        long[] symbols = [.. reads.Keys];
        string[] sorted = Array.ConvertAll(symbols, symbol => _argument[reads[symbol]]);
        Array.Sort(sorted, symbols, StringComparer.Ordinal);
        int count = 0;
        for (int k = 0; k < sorted.Length; k++)
        {
            // The initial text has two names.
            if (k == 0 || sorted[k] != sorted[count - 1])
                sorted[count++] = sorted[k];
            reads[symbols[k]] = count - 1;
        }

        return sorted[..count];
    }

    /// <summary>The state after adding a text to a prefix.</summary>
    private int Step((int From, int To, int Length) prefix, string text)
    {
        int from = Bound(prefix, text, false);
        int to = Bound((from, prefix.To, prefix.Length), text, true);
        if (from == to)
            return Unseen;
        int length = prefix.Length + text.Length;
        if (!_numbers.TryGetValue((from, length), out int state))
        {
            _numbers.Add((from, length), state = _states.Count);
            _states.Add((from, to, length));
        }

        return state;
    }

    /// <summary>The first read text in the range that is not below prefix and text, or (behind) does not begin with them.</summary>
    private int Bound((int From, int To, int Length) prefix, string text, bool behind)
    {
        (int low, int high, int length) = prefix;
        while (low < high)
        {
            int middle = (low + high) / 2;
            ReadOnlySpan<char> rest = _read[middle].AsSpan(length);
            bool isBelow = behind
                ? rest.StartsWith(text, StringComparison.Ordinal)
                : rest.SequenceCompareTo(text) < 0;
            if (isBelow)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
