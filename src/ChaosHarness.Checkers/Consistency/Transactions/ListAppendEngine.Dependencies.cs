namespace ChaosHarness.Checkers.Consistency;

/// <summary>Dependencies between transactions.</summary>
internal sealed partial class ListAppendEngine
{
    // Behind the transactions: one node per key for "the version after the last one read", then one per moment.
    private bool[] _isCommitted = [];
    private List<int>?[] _unread = [];
    private int[] _firstOfUnread = [];

    private DependencyGraph Dependencies()
    {
        int moments = realtime ? _ops.Length : 0;
        DependencyGraph graph = new(_ops.Length, history.Keys.Count + moments);
        FindCommitted();
        FindUnread();
        AddVersions(graph);
        for (int t = 0; t < _ops.Length; t++)
        {
            if (_ops[t].Ending == Ending.Ok)
                AddReads(graph, t);
        }

        // A committed append that no read shows comes after all that were read.
        for (int key = 0; key < _unread.Length; key++)
        {
            foreach (int writer in _unread[key] ?? [])
                graph.Add(_ops.Length + key, writer, Dependency.WriteWrite);
        }

        if (realtime)
        {
            AddProcesses(graph);
            AddRealtime(graph);
        }

        graph.Seal();
        return graph;
    }

    /// <summary>A transaction of unknown outcome of which one append was read was committed as a whole.</summary>
    private void FindCommitted()
    {
        _isCommitted = new bool[_ops.Length];
        for (int t = 0; t < _ops.Length; t++)
            _isCommitted[t] = _ops[t].Ending == Ending.Ok;
        foreach (int element in _versionElements)
        {
            int writer = _elements.Writer[element];
            if (writer >= 0 && _ops[writer].Ending == Ending.Unknown)
                _isCommitted[writer] = true;
        }
    }

    private void FindUnread()
    {
        _unread = new List<int>?[history.Keys.Count];
        _firstOfUnread = new int[history.Keys.Count];
        Array.Fill(_firstOfUnread, -1);
        for (int element = 0; element < _elements.Count; element++)
        {
            int writer = _elements.Writer[element];
            if (writer >= 0 && _elements.Place[element] < 0 && _isCommitted[writer])
                (_unread[_elements.Key(element)] ??= []).Add(writer);
        }
    }

    /// <summary>
    /// An edge to every unread append of a key: through the key's own node, unless that would lead a transaction with
    /// such an append back to itself. Of several such transactions, each needs an edge to the first one only: the
    /// first one has one to each, and that is the cycle.
    /// </summary>
    private void AddUnread(DependencyGraph graph, int from, int key, Dependency why)
    {
        if (_unread[key] is not { } writers)
            return;
        if (!AppendsUnread(from, key))
        {
            graph.Add(from, _ops.Length + key, why);
            return;
        }

        if (_firstOfUnread[key] < 0)
            _firstOfUnread[key] = from;
        if (_firstOfUnread[key] == from)
            writers.ForEach(writer => graph.Add(from, writer, why));
        else
            graph.Add(from, _firstOfUnread[key], why);
    }

    private bool AppendsUnread(int t, int key)
    {
        foreach (MicroOp step in Steps(t))
        {
            if (step.Kind == OpKind.Append && step.Key == key && _elements.Find(key, step.Value) is >= 0 and int element
                && _elements.Writer[element] == t && _elements.Place[element] < 0)
            {
                return true;
            }
        }

        return false;
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

    private int Writer(int key, int place)
    {
        int writer = _elements.Writer[_versionElements[_offsets[key] + place]];
        return writer >= 0 && _ops[writer].Ending != Ending.NoEffect ? writer : -1;
    }

    /// <summary>A transaction's reads of what others wrote: those of a key before it appended to it itself.</summary>
    private void AddReads(DependencyGraph graph, int t)
    {
        MicroOp[] steps = Steps(t);
        for (int s = 0; s < steps.Length; s++)
        {
            if (steps[s].Kind == OpKind.Read && steps[s].Value != Op.Nothing && !AppendsBefore(steps, s))
                AddRead(graph, t, steps[s].Key, history.Lists[(int)steps[s].Value]);
        }
    }

    private static bool AppendsBefore(MicroOp[] steps, int at)
    {
        for (int s = 0; s < at; s++)
        {
            if (steps[s].Kind == OpKind.Append && steps[s].Key == steps[at].Key)
                return true;
        }

        return false;
    }

    private void AddRead(DependencyGraph graph, int t, int key, long[] list)
    {
        int place = list.Length - 1;
        if (place >= 0 && _versions[key][place] != list[place])
        {
            place = _elements.Find(key, list[^1]) is >= 0 and int element ? _elements.Place[element] : -1;
            if (place < 0)
                return;
        }

        if (place >= 0 && Writer(key, place) is >= 0 and int writer)
            graph.Add(writer, t, Dependency.WriteRead);
        if (place + 1 == _versions[key].Length)
            AddUnread(graph, t, key, Dependency.ReadWrite);
        else if (Writer(key, place + 1) is >= 0 and int next)
            graph.Add(t, next, Dependency.ReadWrite);
    }

    private void AddProcesses(DependencyGraph graph)
    {
        Dictionary<int, int> last = [];
        for (int t = 0; t < _ops.Length; t++)
        {
            if (_ops[t].Ending == Ending.NoEffect)
                continue;
            ref int before = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                last, _ops[t].Process, out bool exists);
            if (exists && _ops[before].End < _ops[t].Start)
                graph.Add(before, t, Dependency.Process);
            before = t;
        }
    }

    /// <summary>
    /// Real time as a chain of moments: a transaction leads to the moment of its end, a moment to the next one and to
    /// the transactions that begin before that. Three edges per transaction, whatever the concurrency.
    /// </summary>
    private void AddRealtime(DependencyGraph graph)
    {
        int[] byEnd = new int[_ops.Length];
        int count = 0;
        for (int t = 0; t < _ops.Length; t++)
        {
            if (_ops[t].Ending == Ending.Ok)
                byEnd[count++] = t;
        }

        long[] ends = new long[count];
        for (int k = 0; k < count; k++)
            ends[k] = _ops[byEnd[k]].End;
        AdaptiveSort.Sort(ends, byEnd.AsSpan(0, count));
        int moment = _ops.Length + history.Keys.Count - 1;
        bool any = false;
        int next = 0;
        for (int t = 0; t < _ops.Length; t++)
        {
            if (next < count && ends[next] < _ops[t].Start)
            {
                moment++;
                if (any)
                    graph.Add(moment - 1, moment, Dependency.Realtime);
                any = true;
                for (; next < count && ends[next] < _ops[t].Start; next++)
                    graph.Add(byEnd[next], moment, Dependency.Realtime);
            }

            if (any && _ops[t].Ending != Ending.NoEffect)
                graph.Add(moment, t, Dependency.Realtime);
        }
    }
}
