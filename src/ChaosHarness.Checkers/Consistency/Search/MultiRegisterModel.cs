namespace ChaosHarness.Checkers.Consistency;

/// <summary>Registers read and written by transactions that take effect at once, for the search.</summary>
internal sealed class MultiRegisterModel : ISearchModel
{
    private readonly MicroOp[][] _transactions;
    private readonly Role[] _roles;
    private readonly List<long[]> _states = [];
    private readonly Dictionary<long[], int> _numbers = new(new SameValues());
    private readonly Dictionary<(int, int), int> _steps = [];
    private readonly bool _nilIsAbsent;

    /// <param name="input">The transactions.</param>
    /// <param name="history">Where they are kept.</param>
    /// <param name="initial">The first value of every register.</param>
    /// <param name="nilIsAbsent">Whether a read of nil found nothing, rather than told nothing.</param>
    public MultiRegisterModel(SearchInput input, ConsistencyHistory history, long initial, bool nilIsAbsent)
    {
        _nilIsAbsent = nilIsAbsent;
        int n = input.Members.Length;
        (_transactions, _roles) = (new MicroOp[n][], new Role[n]);
        for (int i = 0; i < n; i++)
        {
            _transactions[i] = history.Transactions[(int)input[i].A];
            bool writes = Array.Exists(_transactions[i], step => step.Kind != OpKind.Read);
            bool reads = Array.Exists(_transactions[i], step => step.Kind == OpKind.Read && Tells(step, input[i]));
            _roles[i] = !writes ? Role.Observer : reads ? Role.Update : Role.BlindUpdate;
            if (input[i].Ending == Ending.Unknown)
                _transactions[i] = Array.FindAll(_transactions[i], step => step.Kind != OpKind.Read);
        }

        long[] first = new long[history.Keys.Count];
        Array.Fill(first, initial);
        Initial = Number(first);
    }

    public int Initial { get; }

    public int Signatures => _transactions.Length;

    public Role RoleOf(int op) => _roles[op];

    public int SignatureOf(int op) => op;

    public bool Allows(int state, int op) => Apply(state, op) >= 0;

    public int Apply(int state, int op)
    {
        if (!_steps.TryGetValue((state, op), out int next))
            _steps.Add((state, op), next = Step(state, op));
        return next;
    }

    public void BeginChoice(int state) { }

    public void Want(int op) { }

    public bool IsUseful(int op) => true;

    public bool IsNeeded(int op, int state, int position) => true;

    public bool IsDead(int state, int position) => false;

    private bool Tells(MicroOp step, in Op op) =>
        op.Ending == Ending.Ok && (_nilIsAbsent || step.Value != Op.Nothing);

    private int Step(int state, int op)
    {
        long[] values = (long[])_states[state].Clone();
        foreach (MicroOp step in _transactions[op])
        {
            if (step.Kind != OpKind.Read)
                values[step.Key] = step.Value;
            else if ((_nilIsAbsent || step.Value != Op.Nothing) && values[step.Key] != step.Value)
                return -1;
        }

        return Number(values);
    }

    private int Number(long[] values)
    {
        if (!_numbers.TryGetValue(values, out int number))
        {
            _numbers.Add(values, number = _states.Count);
            _states.Add(values);
        }

        return number;
    }

    private sealed class SameValues : IEqualityComparer<long[]>
    {
        public bool Equals(long[]? x, long[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(long[] values)
        {
            HashCode hash = new();
            foreach (long value in values)
                hash.Add(value);
            return hash.ToHashCode();
        }
    }
}
