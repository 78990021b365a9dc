namespace ChaosHarness.Checkers.Consistency;

/// <summary>A lock for the search.</summary>
internal sealed class LockModel : ISearchModel
{
    private readonly SearchInput _input;
    private readonly int[] _signatures;
    private readonly List<LockState> _states = [];
    private readonly Dictionary<LockState, int> _numbers = [];
    private readonly LockSpecification _specification = new();

    /// <param name="input">Acquires and releases of one lock.</param>
    public LockModel(SearchInput input)
    {
        _input = input;
        _signatures = new int[input.Members.Length];
        Dictionary<(OpKind, int, long, bool), int> signatures = [];
        for (int i = 0; i < _signatures.Length; i++)
        {
            (OpKind, int, long, bool) what =
                (input[i].Kind, input[i].Process, input[i].B, input[i].Ending == Ending.Unknown);
            if (!signatures.TryGetValue(what, out _signatures[i]))
                signatures.Add(what, _signatures[i] = signatures.Count);
        }

        Signatures = signatures.Count + 1;
        Initial = Number(LockState.Free);
    }

    public int Initial { get; }

    public int Signatures { get; }

    public Role RoleOf(int op) => _input[op].Kind == OpKind.Release && _input[op].Ending == Ending.Unknown
        ? Role.BlindUpdate : Role.Update;

    public int SignatureOf(int op) => _signatures[op];

    public bool Allows(int state, int op) => false;

    public int Apply(int state, int op)
    {
        LockState next = _states[state];
        return _specification.Step(ref next, _input[op]) ? Number(next) : -1;
    }

    public void BeginChoice(int state) { }

    public void Want(int op) { }

    public bool IsUseful(int op) => true;

    public bool IsNeeded(int op, int state, int position) => true;

    public bool IsDead(int state, int position) => false;

    private int Number(LockState state)
    {
        if (!_numbers.TryGetValue(state, out int number))
        {
            _numbers.Add(state, number = _states.Count);
            _states.Add(state);
        }

        return number;
    }
}
