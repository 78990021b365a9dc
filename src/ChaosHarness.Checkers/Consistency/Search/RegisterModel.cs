namespace ChaosHarness.Checkers.Consistency;

/// <summary>A register with compare-and-set for the search. States are value numbers.</summary>
internal sealed class RegisterModel : ISearchModel
{
    private readonly SearchInput _input;
    private readonly Role[] _roles;
    private readonly int[] _expected;
    private readonly int[] _written;
    private readonly int[] _signatures;
    private readonly int[] _lastObserver;
    private readonly int[] _wanted;
    private readonly bool _hasDiffered;
    private int _choice;
    private int _state;
    private bool _differedInFlight;

    /// <param name="input">Reads, writes and compare-and-sets.</param>
    /// <param name="initial">The first value.</param>
    public RegisterModel(SearchInput input, long initial)
    {
        _input = input;
        int n = input.Members.Length;
        (_roles, _expected, _written) = (new Role[n], new int[n], new int[n]);
        Dictionary<long, int> values = new(n + 1) { [initial] = 0 };
        for (int i = 0; i < n; i++)
        {
            ref readonly Op op = ref input[i];
            _roles[i] = op.Kind switch
            {
                OpKind.Write => Role.Overwrite,
                OpKind.Read => Role.Observer,
                _ => op.Ending == Ending.ValueDiffered || op.A == op.B ? Role.Observer : Role.Update,
            };
            _hasDiffered |= op.Ending == Ending.ValueDiffered;
            _expected[i] = op.Kind == OpKind.Write ? -1 : Number(values, op.Kind == OpKind.Read ? op.B : op.A);
            _written[i] = op.Kind == OpKind.Write ? Number(values, op.A)
                : op.Kind == OpKind.CompareAndSet ? Number(values, op.B) : -1;
        }

        _signatures = Sign(values.Count);
        _wanted = new int[values.Count];
        _lastObserver = new int[values.Count];
        Array.Fill(_lastObserver, -1);
        for (int i = 0; i < n; i++)
        {
            if (_expected[i] >= 0)
                _lastObserver[_expected[i]] = Math.Max(_lastObserver[_expected[i]], input.ReturnAt[i]);
        }
    }

    public int Initial => 0;

    public int Signatures { get; private set; }

    public Role RoleOf(int op) => _roles[op];

    public int SignatureOf(int op) => _signatures[op];

    public bool Allows(int state, int op) =>
        _input[op].Ending == Ending.ValueDiffered ? state != _expected[op] : state == _expected[op];

    public int Apply(int state, int op) =>
        _roles[op] == Role.Overwrite || state == _expected[op] ? _written[op] : -1;

    public void BeginChoice(int state)
    {
        _choice++;
        _state = state;
        _differedInFlight = false;
    }

    public void Want(int op)
    {
        if (_expected[op] < 0)
            return;
        if (_input[op].Ending == Ending.ValueDiffered)
            _differedInFlight = true;
        else
            _wanted[_expected[op]] = _choice;
    }

    // A compare-and-set that surely took effect is tried whenever it is legal: its state may not come again.
    public bool IsUseful(int op) =>
        (_roles[op] == Role.Update && _input[op].Ending == Ending.Ok)
        || _wanted[_written[op]] == _choice
        || (_differedInFlight && _written[op] != _state);

    public bool IsNeeded(int op, int state, int position) =>
        _hasDiffered || _lastObserver[op < 0 ? state : _written[op]] >= position;

    public bool IsDead(int state, int position) => false;

    private int[] Sign(int values)
    {
        int[] signatures = new int[_roles.Length];
        Dictionary<(int, int), int> updates = [];
        for (int i = 0; i < signatures.Length; i++)
        {
            if (_roles[i] == Role.Overwrite)
            {
                signatures[i] = _written[i];
            }
            else if (_roles[i] == Role.Update)
            {
                (int, int) update = (_expected[i], _written[i]);
                if (!updates.TryGetValue(update, out signatures[i]))
                    updates.Add(update, signatures[i] = values + updates.Count);
            }
        }

        Signatures = values + updates.Count;
        return signatures;
    }

    private static int Number(Dictionary<long, int> values, long value)
    {
        if (!values.TryGetValue(value, out int number))
            values.Add(value, number = values.Count);
        return number;
    }
}
