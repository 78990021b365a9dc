namespace ChaosHarness.Checkers.Consistency;

/// <summary>Why one transaction comes before another one.</summary>
[Flags]
internal enum Dependency : byte
{
    None = 0,

    /// <summary>The other one overwrote its version.</summary>
    WriteWrite = 1,

    /// <summary>The other one read its version.</summary>
    WriteRead = 2,

    /// <summary>The other one overwrote the version that it read.</summary>
    ReadWrite = 4,

    /// <summary>The same client did it before.</summary>
    Process = 8,

    /// <summary>It had ended before the other one began.</summary>
    Realtime = 16,
}

/// <summary>
/// Dependencies between transactions, as compressed rows once all edges are known. Behind the transactions stand
/// auxiliary nodes, which only hand dependencies on.
/// </summary>
/// <param name="transactions">Number of transactions.</param>
/// <param name="auxiliary">Most auxiliary nodes.</param>
internal sealed class DependencyGraph(int transactions, int auxiliary)
{
    private readonly int _nodes = transactions + auxiliary;
    private int[] _from = new int[4 * transactions + 16];
    private int[] _to = new int[4 * transactions + 16];
    private Dependency[] _kind = new Dependency[4 * transactions + 16];
    private int _count;
    private int[] _offsets = [];
    private int[] _targets = [];
    private Dependency[] _why = [];

    /// <summary>Whether a node is a transaction.</summary>
    public bool IsTransaction(int node) => node < transactions;

    /// <summary>One more edge; those from a node to itself mean nothing.</summary>
    public void Add(int from, int to, Dependency why)
    {
        if (from == to)
            return;
        if (_count == _from.Length)
        {
            Array.Resize(ref _from, _count * 2);
            Array.Resize(ref _to, _count * 2);
            Array.Resize(ref _kind, _count * 2);
        }

        (_from[_count], _to[_count], _kind[_count]) = (from, to, why);
        _count++;
    }

    /// <summary>No edges follow.</summary>
    public void Seal()
    {
        _offsets = new int[_nodes + 1];
        for (int e = 0; e < _count; e++)
            _offsets[_from[e] + 1]++;
        for (int n = 0; n < _nodes; n++)
            _offsets[n + 1] += _offsets[n];
        (_targets, _why) = (new int[_count], new Dependency[_count]);
        int[] next = _offsets[.._nodes];
        for (int e = 0; e < _count; e++)
        {
            int place = next[_from[e]]++;
            (_targets[place], _why[place]) = (_to[e], _kind[e]);
        }

        (_from, _to, _kind) = ([], [], []);
    }

    /// <summary>The edges of a node: positions for <see cref="Target"/> and <see cref="Why"/>.</summary>
    public (int From, int To) Edges(int node) => (_offsets[node], _offsets[node + 1]);

    public int Target(int edge) => _targets[edge];

    public Dependency Why(int edge) => _why[edge];

    /// <summary>All transactions in an order along the edges; null when there is a cycle (Kahn's algorithm).</summary>
    public int[]? Order()
    {
        int[] waits = new int[_nodes];
        foreach (int target in _targets)
            waits[target]++;
        int[] queue = new int[_nodes];
        int filled = 0;
        for (int node = 0; node < _nodes; node++)
        {
            if (waits[node] == 0)
                queue[filled++] = node;
        }

        int[] order = new int[transactions];
        int ordered = 0;
        for (int taken = 0; taken < filled; taken++)
        {
            int node = queue[taken];
            if (node < transactions)
                order[ordered++] = node;
            for (int e = _offsets[node]; e < _offsets[node + 1]; e++)
            {
                if (--waits[_targets[e]] == 0)
                    queue[filled++] = _targets[e];
            }
        }

        return filled == _nodes ? order : null;
    }

    /// <summary>
    /// Strongly connected components of more than one node over some kinds of edges, among some nodes: Tarjan's
    /// algorithm without recursion.
    /// </summary>
    /// <param name="kinds">Edges to follow.</param>
    /// <param name="among">The nodes to look at; all when null.</param>
    public List<int[]> Knots(Dependency kinds, int[]? among)
    {
        int[] index = new int[_nodes];
        int[] low = new int[_nodes];
        int[] edge = new int[_nodes];
        bool[] onStack = new bool[_nodes];
        bool[]? member = among is null ? null : new bool[_nodes];
        foreach (int n in among ?? [])
            member![n] = true;
        Stack<int> stack = new();
        Stack<int> path = new();
        List<int[]> knots = [];
        int counter = 0;
        int count = among?.Length ?? _nodes;
        for (int k = 0; k < count; k++)
        {
            int root = among is null ? k : among[k];
            if (index[root] != 0)
                continue;
            Enter(root);
            while (path.Count > 0)
            {
                int node = path.Peek();
                if (edge[node] < _offsets[node + 1])
                {
                    int e = edge[node]++;
                    int target = _targets[e];
                    if ((_why[e] & kinds) == 0 || (member is not null && !member[target]))
                        continue;
                    if (index[target] == 0)
                        Enter(target);
                    else if (onStack[target])
                        low[node] = Math.Min(low[node], index[target]);
                    continue;
                }

                path.Pop();
                if (path.Count > 0)
                    low[path.Peek()] = Math.Min(low[path.Peek()], low[node]);
                if (low[node] == index[node])
                    Close(node);
            }
        }

        return knots;

        void Enter(int node)
        {
            index[node] = low[node] = ++counter;
            edge[node] = _offsets[node];
            onStack[node] = true;
            stack.Push(node);
            path.Push(node);
        }

        void Close(int node)
        {
            List<int> knot = [];
            int popped;
            do
            {
                popped = stack.Pop();
                onStack[popped] = false;
                knot.Add(popped);
            }
            while (popped != node);
            if (knot.Count > 1)
                knots.Add([.. knot]);
        }
    }

    /// <summary>
    /// A path over some kinds of edges with the fewest transactions, its edges in order; null when there is none.
    /// </summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="kinds">Edges to follow.</param>
    /// <param name="member">Nodes it may touch.</param>
    /// <param name="noTwo">Edges of this kind must not follow each other, nor begin or end the path.</param>
    public List<int>? Path(int from, int to, Dependency kinds, HashSet<int> member, Dependency noTwo)
    {
        // State: twice the node, plus one when the last edge was of the kind that must not be repeated.
        int start = 2 * from + (noTwo == Dependency.None ? 0 : 1);
        Dictionary<int, (int State, int Edge)> came = new() { [start] = (-1, -1) };
        Queue<int> now = new([start]);
        Queue<int> later = new();
        while (now.TryDequeue(out int state) || TryTurn(ref now, ref later, out state))
        {
            int node = state / 2;
            for (int e = _offsets[node]; e < _offsets[node + 1]; e++)
            {
                int target = _targets[e];
                bool repeats = (_why[e] & noTwo) != 0;
                bool handedOn = node >= transactions && (state & 1) != 0;
                if ((_why[e] & kinds) == 0 || !member.Contains(target)
                    || (repeats && (state & 1) != 0) || ((repeats || handedOn) && target == to))
                {
                    continue;
                }

                int next = 2 * target + (repeats || handedOn ? 1 : 0);
                if (!came.TryAdd(next, (state, e)))
                    continue;
                if (target == to)
                    return Back(came, next);
                (target < transactions ? later : now).Enqueue(next);
            }
        }

        return null;
    }

    /// <summary>Nothing is left at this distance: go on one transaction farther away.</summary>
    private static bool TryTurn(ref Queue<int> now, ref Queue<int> later, out int state)
    {
        (now, later) = (later, now);
        return now.TryDequeue(out state);
    }

    private static List<int> Back(Dictionary<int, (int State, int Edge)> came, int state)
    {
        List<int> path = [];
        for (; came[state].Edge >= 0; state = came[state].State)
            path.Add(came[state].Edge);
        path.Reverse();
        return path;
    }
}
