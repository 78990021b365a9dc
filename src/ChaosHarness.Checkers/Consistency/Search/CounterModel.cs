namespace ChaosHarness.Checkers.Consistency;

/// <summary>A counter with add, read and add-and-get for the search.</summary>
internal sealed class CounterModel : ISearchModel
{
    private readonly SearchInput _input;
    private readonly int[] _signatures;
    private readonly List<long> _sums = [];
    private readonly Dictionary<long, int> _numbers = [];
    private readonly bool _onlyUp = true;
    private bool _isObserved;
    private bool _isStuck;
    private long _sum;

    /// <param name="input">Adds and reads of one counter.</param>
    /// <param name="initial">Its first value.</param>
    public CounterModel(SearchInput input, long initial)
    {
        _input = input;
        Initial = Number(initial);
        _signatures = new int[input.Members.Length];
        Dictionary<(long, long), int> signatures = [];
        for (int i = 0; i < _signatures.Length; i++)
        {
            ref readonly Op op = ref input[i];
            if (op.Kind != OpKind.Add)
                continue;
            _onlyUp &= op.A >= 0;
            if (!signatures.TryGetValue((op.A, op.B), out _signatures[i]))
                signatures.Add((op.A, op.B), _signatures[i] = signatures.Count);
        }

        Signatures = signatures.Count + 1;
    }

    public int Initial { get; }

    public int Signatures { get; }

    public Role RoleOf(int op) => _input[op].Kind == OpKind.Read ? Role.Observer
        : _input[op].B == Op.Nothing ? Role.BlindUpdate : Role.Update;

    public int SignatureOf(int op) => _signatures[op];

    public bool Allows(int state, int op) => _sums[state] == _input[op].B;

    public int Apply(int state, int op)
    {
        long sum = _sums[state] + _input[op].A;
        return _input[op].B == Op.Nothing || _input[op].B == sum ? Number(sum) : -1;
    }

    public void BeginChoice(int state) => (_sum, _isObserved, _isStuck) = (_sums[state], false, false);

    public void Want(int op)
    {
        ref readonly Op o = ref _input[op];
        if (o.B == Op.Nothing)
            return;
        _isObserved = true;
        bool mustHappen = o.End != Op.Never;
        _isStuck |= _onlyUp && mustHappen && (o.Kind == OpKind.Read ? o.B < _sum : o.B < _sum + o.A);
    }

    // Adds commute: doing one early helps only what can see the sum.
    public bool IsUseful(int op) => _isObserved;

    public bool IsNeeded(int op, int state, int position) => true;

    public bool IsDead(int state, int position) => _isStuck;

    private int Number(long sum)
    {
        if (!_numbers.TryGetValue(sum, out int number))
        {
            _numbers.Add(sum, number = _sums.Count);
            _sums.Add(sum);
        }

        return number;
    }
}
