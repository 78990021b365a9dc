namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// A first-in, first-out queue for the search. A state is what was ever enqueued, as a node of a tree whose paths are
/// sequences of elements, and how many of them were taken.
/// </summary>
internal sealed class QueueModel : ISearchModel
{
    private readonly SearchInput _input;
    private readonly int[] _signatures;
    private readonly List<(int Parent, long Element, int Depth)> _nodes = [(-1, 0, 0)];
    private readonly Dictionary<(int Parent, long Element), int> _children = [];
    private readonly List<(int Node, int Taken)> _states = [];
    private readonly Dictionary<(int Node, int Taken), int> _numbers = [];

    /// <param name="input">Enqueues and dequeues of one queue.</param>
    public QueueModel(SearchInput input)
    {
        _input = input;
        _signatures = new int[input.Members.Length];
        Dictionary<(OpKind, long), int> signatures = [];
        for (int i = 0; i < _signatures.Length; i++)
        {
            (OpKind, long) what = (input[i].Kind, input[i].Kind == OpKind.Enqueue ? input[i].A
                : input[i].Ending == Ending.Unknown ? Op.Nothing : input[i].B);
            if (!signatures.TryGetValue(what, out _signatures[i]))
                signatures.Add(what, _signatures[i] = signatures.Count);
        }

        Signatures = signatures.Count + 1;
        Initial = Number(0, 0);
    }

    public int Initial { get; }

    public int Signatures { get; }

    public Role RoleOf(int op) => _input[op].Kind == OpKind.Enqueue ? Role.BlindUpdate
        : IsEmptyAnswer(op) ? Role.Observer
        : _input[op].Ending == Ending.Unknown ? Role.BlindUpdate : Role.Update;

    public int SignatureOf(int op) => _signatures[op];

    public bool Allows(int state, int op) => IsEmpty(state);

    public int Apply(int state, int op)
    {
        (int node, int taken) = _states[state];
        if (_input[op].Kind == OpKind.Enqueue)
            return Number(Child(node, _input[op].A), taken);
        if (IsEmpty(state))
            return _input[op].Ending == Ending.Unknown ? state : -1;
        return _input[op].Ending == Ending.Unknown || Front(node, taken) == _input[op].B ? Number(node, taken + 1) : -1;
    }

    public void BeginChoice(int state) { }

    public void Want(int op) { }

    public bool IsUseful(int op) => true;

    public bool IsNeeded(int op, int state, int position) => true;

    public bool IsDead(int state, int position) => false;

    private bool IsEmptyAnswer(int op) => _input[op].Ending == Ending.ValueDiffered
        || (_input[op].Ending == Ending.Ok && _input[op].B == Op.Nothing);

    private bool IsEmpty(int state) => _nodes[_states[state].Node].Depth == _states[state].Taken;

    private long Front(int node, int taken)
    {
        while (_nodes[node].Depth > taken + 1)
            node = _nodes[node].Parent;
        return _nodes[node].Element;
    }

    private int Child(int node, long element)
    {
        if (!_children.TryGetValue((node, element), out int child))
        {
            _children.Add((node, element), child = _nodes.Count);
            _nodes.Add((node, element, _nodes[node].Depth + 1));
        }

        return child;
    }

    /// <summary>An empty queue is one state, whatever went through it.</summary>
    private int Number(int node, int taken)
    {
        if (_nodes[node].Depth == taken)
            (node, taken) = (0, 0);
        if (!_numbers.TryGetValue((node, taken), out int state))
        {
            _numbers.Add((node, taken), state = _states.Count);
            _states.Add((node, taken));
        }

        return state;
    }
}
