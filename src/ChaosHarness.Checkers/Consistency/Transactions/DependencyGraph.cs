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

/// <summary>Dependencies between transactions, as compressed rows once all edges are known.</summary>
internal sealed class DependencyGraph(int nodes)
{
    private readonly List<(int From, int To, Dependency Why)> _edges = [];
    private int[] _offsets = [];
    private int[] _targets = [];
    private Dependency[] _why = [];

    /// <summary>Number of nodes.</summary>
    public int Nodes => nodes;

    /// <summary>One more edge; those from a node to itself mean nothing.</summary>
    public void Add(int from, int to, Dependency why)
    {
        if (from != to)
            _edges.Add((from, to, why));
    }

    /// <summary>No edges follow.</summary>
    public void Seal()
    {
        _offsets = new int[nodes + 1];
        foreach ((int from, _, _) in _edges)
            _offsets[from + 1]++;
        for (int n = 0; n < nodes; n++)
            _offsets[n + 1] += _offsets[n];
        (_targets, _why) = (new int[_edges.Count], new Dependency[_edges.Count]);
        int[] next = _offsets[..nodes];
        foreach ((int from, int to, Dependency why) in _edges)
        {
            _targets[next[from]] = to;
            _why[next[from]++] = why;
        }
    }

    /// <summary>The edges of a node: positions for <see cref="Target"/> and <see cref="Why"/>.</summary>
    public (int From, int To) Edges(int node) => (_offsets[node], _offsets[node + 1]);

    public int Target(int edge) => _targets[edge];

    public Dependency Why(int edge) => _why[edge];

    /// <summary>
    /// Strongly connected components of more than one node over some kinds of edges, among some nodes: Tarjan's
    /// algorithm without recursion.
    /// </summary>
    /// <param name="kinds">Edges to follow.</param>
    /// <param name="among">The nodes to look at; all when null.</param>
    public List<int[]> Knots(Dependency kinds, int[]? among)
    {
        int[] index = new int[nodes];
        int[] low = new int[nodes];
        int[] edge = new int[nodes];
        bool[] onStack = new bool[nodes];
        bool[]? member = among is null ? null : new bool[nodes];
        foreach (int n in among ?? [])
            member![n] = true;
        Stack<int> stack = new();
        Stack<int> path = new();
        List<int[]> knots = [];
        int counter = 0;
        int count = among?.Length ?? nodes;
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

    /// <summary>A shortest path over some kinds of edges, its edges in order; null when there is none.</summary>
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
        Queue<int> queue = new([start]);
        while (queue.TryDequeue(out int state))
        {
            int node = state / 2;
            for (int e = _offsets[node]; e < _offsets[node + 1]; e++)
            {
                int target = _targets[e];
                bool special = (_why[e] & noTwo) != 0;
                if ((_why[e] & kinds) == 0 || !member.Contains(target) || (special && ((state & 1) != 0 || target == to)))
                    continue;
                int next = 2 * target + (special ? 1 : 0);
                if (!came.TryAdd(next, (state, e)))
                    continue;
                if (target == to)
                    return Back(came, next);
                queue.Enqueue(next);
            }
        }

        return null;
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
