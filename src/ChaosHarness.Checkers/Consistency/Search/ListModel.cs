namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// A list to which elements may be appended more than once, for the search. Every full read is known to be a prefix of
/// the longest one, L. So the list is the first so many elements of L as long as a full read is to come; behind or beside
/// L only its last element can still be told.
/// </summary>
internal sealed class ListModel : ISearchModel
{
    private readonly SearchInput _input;
    private readonly long[] _longest;
    private readonly int[] _lengths;
    private readonly int[] _signatures;
    private readonly int[] _shortestToCome;
    private readonly int _lastReadCall = -1;
    private readonly List<long> _lastElements = [];
    private readonly Dictionary<long, int> _numbers = [];
    private int _state;
    private bool _isStuck;
    private bool _readInFlight;
    private bool _lastInFlight;
    private int _position;

    /// <param name="input">Appends and reads of one list.</param>
    /// <param name="longest">The longest full read.</param>
    /// <param name="lists">The lists that reads returned.</param>
    public ListModel(SearchInput input, long[] longest, IReadOnlyList<long[]> lists)
    {
        (_input, _longest) = (input, longest);
        int n = input.Members.Length;
        (_lengths, _signatures) = (new int[n], new int[n]);
        _shortestToCome = new int[input.Returns.Length + 2];
        Array.Fill(_shortestToCome, int.MaxValue);
        Dictionary<long, int> signatures = [];
        for (int i = 0; i < n; i++)
        {
            ref readonly Op op = ref input[i];
            if (op.Kind == OpKind.Append && !signatures.TryGetValue(op.A, out _signatures[i]))
                signatures.Add(op.A, _signatures[i] = signatures.Count);
            if (op.Kind == OpKind.ReadLast)
                _lastReadCall = Math.Max(_lastReadCall, input.CallAt[i]);
            if (op.Kind != OpKind.Read)
                continue;
            _lengths[i] = lists[(int)op.B].Length;
            ref int shortest = ref _shortestToCome[input.CallAt[i]];
            shortest = Math.Min(shortest, _lengths[i]);
        }

        for (int at = _shortestToCome.Length - 2; at >= 0; at--)
            _shortestToCome[at] = Math.Min(_shortestToCome[at], _shortestToCome[at + 1]);
        Signatures = signatures.Count + 1;
    }

    /// <summary>No elements.</summary>
    public int Initial => 0;

    public int Signatures { get; }

    public Role RoleOf(int op) => _input[op].Kind == OpKind.Append ? Role.BlindUpdate : Role.Observer;

    public int SignatureOf(int op) => _signatures[op];

    public bool Allows(int state, int op) => _input[op].Kind == OpKind.Read
        ? state == _lengths[op]
        : Last(state) == _input[op].B;

    public int Apply(int state, int op) =>
        state < _longest.Length && _longest[state] == _input[op].A ? state + 1 : Beside(_input[op].A);

    public void BeginChoice(int state) =>
        (_state, _isStuck, _readInFlight, _lastInFlight) = (state, false, false, false);

    public void Want(int op)
    {
        if (_input[op].Kind == OpKind.ReadLast)
            _lastInFlight = true;
        if (_input[op].Kind != OpKind.Read)
            return;
        _readInFlight = true;
        _isStuck |= _lengths[op] < _state;
    }

    // As long as a full read is to come, only the next element of L leads anywhere. Afterwards an append may be needed
    // early, to be seen or so that it does not cover another one, as long as a read of the last element is to come.
    public bool IsUseful(int op) => _readInFlight || _shortestToCome[_position + 1] != int.MaxValue
        ? Apply(_state, op) <= _longest.Length
        : _lastInFlight || _lastReadCall > _position;

    public bool IsNeeded(int op, int state, int position) => true;

    public bool IsDead(int state, int position)
    {
        _position = position;
        return _isStuck || _shortestToCome[position + 1] < state;
    }

    private long Last(int state) => state == 0 ? Op.Nothing
        : state <= _longest.Length ? _longest[state - 1] : _lastElements[state - _longest.Length - 1];

    /// <summary>The state in which this element is the last one, and no full read can be right any more.</summary>
    private int Beside(long element)
    {
        if (!_numbers.TryGetValue(element, out int number))
        {
            _numbers.Add(element, number = _longest.Length + 1 + _lastElements.Count);
            _lastElements.Add(element);
        }

        return number;
    }
}
