namespace ChaosHarness.Checkers.Consistency;

/// <summary>Dependencies and their cycles.</summary>
internal sealed partial class ListAppendEngine
{
    // Every knot is a violation; so many are told, the smallest first.
    private const int MostKnots = 64;

    // In a large knot, so many anti-dependencies are tried for a cycle of a special kind.
    private const int MostTries = 256;

    private const Dependency Data = Dependency.WriteWrite | Dependency.WriteRead | Dependency.ReadWrite;

    private void FindCycles()
    {
        // Behind the transactions, one node per key stands for "the version after the last one read".
        DependencyGraph graph = new(_ops.Length + history.Keys.Count);
        AddData(graph);
        if (realtime)
        {
            AddProcesses(graph);
            AddRealtime(graph);
        }

        graph.Seal();
        Dependency all = realtime ? Data | Dependency.Process | Dependency.Realtime : Data;
        foreach (int[] knot in graph.Knots(all, null).OrderBy(k => k.Length).Take(MostKnots))
            Classify(graph, knot);
    }

    private void AddData(DependencyGraph graph)
    {
        // A transaction of unknown outcome of which one append was read was committed as a whole.
        HashSet<int> seen = [];
        foreach (((int key, long element), _) in _place)
        {
            if (_appenderOf.TryGetValue((key, element), out int writer) && _ops[writer].Ending == Ending.Unknown)
                seen.Add(writer);
        }

        foreach (((int key, long element), int writer) in _appenderOf)
        {
            if ((_ops[writer].Ending == Ending.Ok || seen.Contains(writer)) && !_place.ContainsKey((key, element)))
                (_unread.TryGetValue(key, out List<int>? writers) ? writers : _unread[key] = []).Add(writer);
        }

        AddVersions(graph);
        for (int t = 0; t < _ops.Length; t++)
        {
            if (_ops[t].Ending == Ending.Ok)
                AddReads(graph, t);
        }

        // A committed append that no read shows comes after all that were read.
        foreach ((int key, List<int> writers) in _unread)
        {
            foreach (int writer in writers)
                graph.Add(_ops.Length + key, writer, Dependency.WriteWrite);
        }
    }

    private readonly Dictionary<int, List<int>> _unread = [];
    private readonly Dictionary<int, int> _firstOfUnread = [];

    /// <summary>
    /// An edge to every unread append of a key: through the key's own node, unless that would lead a transaction with
    /// such an append back to itself. Of several such transactions, each needs an edge to the first one only: the
    /// first one has one to each, and that is the cycle.
    /// </summary>
    private void AddUnread(DependencyGraph graph, int from, int key, Dependency why)
    {
        if (!_unread.TryGetValue(key, out List<int>? writers))
            return;
        if (!writers.Contains(from))
            graph.Add(from, _ops.Length + key, why);
        else if (_firstOfUnread.TryAdd(key, from) || _firstOfUnread[key] == from)
            writers.ForEach(writer => graph.Add(from, writer, why));
        else
            graph.Add(from, _firstOfUnread[key], why);
    }


    private void AddVersions(DependencyGraph graph)
    {
        for (int key = 0; key < _versions.Length; key++)
        {
            int previous = -1;
            for (int j = 0; j < _versions[key].Length; j++)
            {
                int writer = Writer(key, j);
                if (writer >= 0 && previous >= 0)
                    graph.Add(previous, writer, Dependency.WriteWrite);
                previous = writer;
            }

            if (previous >= 0)
                AddUnread(graph, previous, key, Dependency.WriteWrite);
        }
    }

    private int Writer(int key, int place) =>
        _appenderOf.TryGetValue((key, _versions[key][place]), out int writer) && _ops[writer].Ending != Ending.NoEffect
            ? writer : -1;

    /// <summary>A transaction's reads of what others wrote: those of a key before it appended to it itself.</summary>
    private void AddReads(DependencyGraph graph, int t)
    {
        MicroOp[] steps = Steps(t);
        for (int s = 0; s < steps.Length; s++)
        {
            MicroOp step = steps[s];
            if (step.Kind != OpKind.Read || step.Value == Op.Nothing
                || Array.FindIndex(steps, x => x.Kind == OpKind.Append && x.Key == step.Key) is >= 0 and var own && own < s)
            {
                continue;
            }

            long[] list = history.Lists[(int)step.Value];
            int place = -1;
            if (list.Length > 0)
            {
                if (!_place.TryGetValue((step.Key, list[^1]), out place))
                    continue;
                int writer = Writer(step.Key, place);
                if (writer >= 0)
                    graph.Add(writer, t, Dependency.WriteRead);
            }

            if (place + 1 == _versions[step.Key].Length)
                AddUnread(graph, t, step.Key, Dependency.ReadWrite);
            else if (Writer(step.Key, place + 1) is >= 0 and var next)
                graph.Add(t, next, Dependency.ReadWrite);
        }
    }

    private void AddProcesses(DependencyGraph graph)
    {
        Dictionary<int, int> last = [];
        for (int t = 0; t < _ops.Length; t++)
        {
            if (_ops[t].Ending == Ending.NoEffect)
                continue;
            if (last.TryGetValue(_ops[t].Process, out int before) && _ops[before].End < _ops[t].Start)
                graph.Add(before, t, Dependency.Process);
            last[_ops[t].Process] = t;
        }
    }

    /// <summary>
    /// Real time, as few edges as possible: each call is linked from those returns that no other return since then
    /// already implies.
    /// </summary>
    private void AddRealtime(DependencyGraph graph)
    {
        List<int> returns = [];
        for (int t = 0; t < _ops.Length; t++)
        {
            if (_ops[t].Ending == Ending.Ok)
                returns.Add(t);
        }

        int[] byEnd = [.. returns];
        long[] ends = [.. returns.Select(t => _ops[t].End)];
        AdaptiveSort.Sort(ends, byEnd);
        LinkedList<int> frontier = new();
        int next = 0;
        for (int t = 0; t < _ops.Length; t++)
        {
            for (; next < byEnd.Length && ends[next] < _ops[t].Start; next++)
            {
                // What had ended before this one began is implied by it from now on.
                for (LinkedListNode<int>? node = frontier.First; node is not null;)
                {
                    LinkedListNode<int>? following = node.Next;
                    if (_ops[node.Value].End < _ops[byEnd[next]].Start)
                        frontier.Remove(node);
                    node = following;
                }

                frontier.AddLast(byEnd[next]);
            }

            if (_ops[t].Ending == Ending.NoEffect)
                continue;
            foreach (int before in frontier)
                graph.Add(before, t, Dependency.Realtime);
        }
    }

    /// <summary>Reports the plainest cycle of each strength that a knot holds, weakest edges first.</summary>
    private void Classify(DependencyGraph graph, int[] knot)
    {
        (Dependency Order, string Suffix)[] strengths =
        [
            (Dependency.None, ""), (Dependency.Process, "-process"),
            (Dependency.Process | Dependency.Realtime, "-realtime"),
        ];
        foreach ((Dependency order, string suffix) in strengths)
        {
            if (order != Dependency.None && !realtime)
                break;
            bool found = Cycle(graph, knot, Dependency.WriteWrite | order, Anomaly.G0, suffix)
                || Cycle(graph, knot, Dependency.WriteWrite | Dependency.WriteRead | order, Anomaly.G1c, suffix)
                || AntiCycle(graph, knot, order, suffix);
            if (found)
                return;
        }
    }

    private bool Cycle(DependencyGraph graph, int[] knot, Dependency kinds, Anomaly name, string suffix)
    {
        foreach (int[] inner in graph.Knots(kinds, knot))
        {
            HashSet<int> member = [.. inner];
            (int from, int edge) = AnyEdge(graph, inner, kinds, member);
            if (graph.Path(graph.Target(edge), from, kinds, member, Dependency.None) is { } path)
            {
                ReportCycle(graph, name, suffix, [edge, .. path]);
                return true;
            }
        }

        return false;
    }

    private static (int From, int Edge) AnyEdge(
        DependencyGraph graph, int[] knot, Dependency kinds, HashSet<int> member)
    {
        foreach (int node in knot)
        {
            (int from, int to) = graph.Edges(node);
            for (int e = from; e < to; e++)
            {
                if ((graph.Why(e) & kinds) != 0 && member.Contains(graph.Target(e)))
                    return (node, e);
            }
        }

        throw new InvalidOperationException("A knot without an edge.");
    }

    /// <summary>Cycles with anti-dependencies: one (G-single), several but never two in a row, or any (G2).</summary>
    private bool AntiCycle(DependencyGraph graph, int[] knot, Dependency order, string suffix)
    {
        foreach (int[] inner in graph.Knots(Data | order, knot))
        {
            HashSet<int> member = [.. inner];
            Dependency plain = Dependency.WriteWrite | Dependency.WriteRead | order;
            bool found = ThroughAnti(graph, inner, member, plain, Dependency.None, Anomaly.GSingle, suffix)
                || ThroughAnti(graph, inner, member, Data | order, Dependency.ReadWrite, Anomaly.GNonadjacent, suffix)
                || ThroughAnti(graph, inner, member, Data | order, Dependency.None, Anomaly.G2, suffix);
            if (found)
                return true;
        }

        return false;
    }

    private bool ThroughAnti(
        DependencyGraph graph, int[] knot, HashSet<int> member, Dependency kinds, Dependency noTwo, Anomaly name,
        string suffix)
    {
        int tries = 0;
        foreach (int node in knot)
        {
            (int from, int to) = graph.Edges(node);
            for (int e = from; e < to; e++)
            {
                if ((graph.Why(e) & Dependency.ReadWrite) == 0 || !member.Contains(graph.Target(e)))
                    continue;
                if (name != Anomaly.G2 && ++tries > MostTries)
                    return false;
                if (graph.Path(graph.Target(e), node, kinds, member, noTwo) is { } path)
                {
                    ReportCycle(graph, name, suffix, [e, .. path]);
                    return true;
                }
            }
        }

        return false;
    }

    private void ReportCycle(DependencyGraph graph, Anomaly name, string suffix, List<int> edges)
    {
        List<int> core = [];
        System.Text.StringBuilder cycle = new();
        for (int k = 0; k < edges.Count; k++)
        {
            int node = graph.Target(edges[k]);
            if (node >= _ops.Length)
                continue;
            core.Add(node);
            cycle.Append(System.Globalization.CultureInfo.InvariantCulture, $"T{_ops[node].Line} {Say(graph.Why(edges[(k + 1) % edges.Count]))} ");
        }

        int circle = core.Count;
        AddEvidence(core);
        string which = name switch
        {
            Anomaly.GSingle => "G-single", Anomaly.GNonadjacent => "G-nonadjacent", Anomaly.G2 => "G2-item",
            _ => name.ToString(),
        };
        Report(
            name, $"{which}{suffix}: {circle} transactions would each have to come before the next, in a circle ({cycle}T{_ops[core[0]].Line}).",
            [.. core]);
    }

    /// <summary>The reads that show in which order the cycle's transactions appended.</summary>
    private void AddEvidence(List<int> core)
    {
        foreach (int t in core.ToArray())
        {
            foreach (MicroOp step in Steps(t))
            {
                int reader = _longestReader[step.Key];
                if (step.Kind == OpKind.Append && reader >= 0 && !core.Contains(reader))
                    core.Add(reader);
            }
        }
    }

    private static string Say(Dependency why) => why switch
    {
        Dependency.WriteWrite => "overwritten by",
        Dependency.WriteRead => "read by",
        Dependency.ReadWrite => "read what was overwritten by",
        Dependency.Process => "by the same client before",
        _ => "over before the start of",
    };
}
