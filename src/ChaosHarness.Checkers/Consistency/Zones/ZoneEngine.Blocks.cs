namespace ChaosHarness.Checkers.Consistency;

/// <summary>Chains of compare-and-sets become blocks.</summary>
internal sealed partial class ZoneEngine
{
    private readonly List<int> _heads = [];
    private readonly Stack<int> _toSee = new();

    /// <summary>
    /// A write of unknown outcome counts only if something saw it: dropping an unseen one can hurt nobody. A
    /// compare-and-set that took effect saw the value that it expected.
    /// </summary>
    private Conflict? KeepSeenUpdates()
    {
        Clusters all = _clusters;
        for (int c = 1; c < all.Count; c++)
        {
            if (all.State[c] == Clusters.Kept && _ops[all.Writer[c]].Kind == OpKind.CompareAndSet)
                _toSee.Push(c);
        }

        while (_toSee.TryPop(out int c))
        {
            if (Link(c) is { } conflict)
            {
                _toSee.Clear();
                return conflict;
            }
        }

        return null;
    }

    private Conflict? Link(int c)
    {
        Clusters all = _clusters;
        int writer = all.Writer[c];
        int parent = _values.Find(_ops[writer].A);
        if (parent < 0)
        {
            List<int> core = [writer];
            if (_ops[writer].Ending == Ending.Unknown)
                AddProof(core, c);
            return new(Anomaly.PhantomRead, [.. core]) { Late = writer };
        }

        if (all.Child[parent] >= 0)
            return new(Anomaly.SplitBrainWrite, TwoUpdates(parent, all.Child[parent], c));
        all.Parent[c] = parent;
        all.Child[parent] = c;
        if (all.State[parent] == Clusters.Pending)
        {
            all.State[parent] = Clusters.Kept;
            if (_ops[all.Writer[parent]].Kind == OpKind.CompareAndSet)
                _toSee.Push(parent);
        }

        return null;
    }

    /// <summary>Both updates, the write they both built on, and what proves that each of them happened.</summary>
    private int[] TwoUpdates(int parent, int first, int second)
    {
        List<int> core = [_clusters.Writer[first], _clusters.Writer[second]];
        if (_clusters.Writer[parent] >= 0)
            core.Add(_clusters.Writer[parent]);
        foreach (int c in (int[])[first, second])
        {
            if (_ops[_clusters.Writer[c]].Ending == Ending.Unknown)
                AddProof(core, c);
        }

        return [.. core];
    }

    /// <summary>Adds a read that saw the cluster's value, or the chain of updates up to a sure one that built on it.</summary>
    private void AddProof(List<int> core, int c)
    {
        for (; c >= 0; c = _clusters.Child[c])
        {
            int writer = _clusters.Writer[c];
            if (!core.Contains(writer))
                core.Add(writer);
            int seer = _clusters.Seer[c];
            AddOnce(core, seer);
            if (seer >= 0 || _ops[writer].Ending == Ending.Ok)
                return;
        }
    }

    /// <summary>Walks every chain once: its inner order must be possible; then it has one f and one s.</summary>
    private Conflict? MakeBlocks()
    {
        Clusters all = _clusters;
        _heads.Clear();
        int walked = 0;
        int kept = 0;
        for (int head = 0; head < all.Count; head++)
        {
            if (all.State[head] != Clusters.Kept)
                continue;
            kept++;
            if (all.Parent[head] >= 0)
                continue;
            _heads.Add(head);
            walked++;
            if (all.Child[head] < 0)
                continue;
            if (WalkChain(head, ref walked) is { } conflict)
                return conflict;
        }

        return walked == kept ? null : Circle();
    }

    /// <summary>Checks the order inside a chain and gathers f and s of the whole at its head.</summary>
    private Conflict? WalkChain(int head, ref int walked)
    {
        Clusters all = _clusters;
        (long first, int firstOp, long last, int lastOp) =
            (all.First[head], all.FirstOp[head], all.Last[head], all.LastOp[head]);
        for (int c = all.Child[head]; c >= 0; c = all.Child[c])
        {
            walked++;
            if (all.First[c] < last)
                return InnerConflict(all.FirstOp[c], lastOp);
            if (all.First[c] < first)
                (first, firstOp) = (all.First[c], all.FirstOp[c]);
            if (all.Last[c] > last)
                (last, lastOp) = (all.Last[c], all.LastOp[c]);
        }

        (all.First[head], all.FirstOp[head], all.Last[head], all.LastOp[head]) = (first, firstOp, last, lastOp);
        return null;
    }

    /// <summary>A later link of a chain had ended before an operation on an earlier link began.</summary>
    private Conflict InnerConflict(int early, int late)
    {
        List<int> core = [];
        AddChain(core, ClusterOf(late), ClusterOf(early));
        AddOnce(core, early);
        AddOnce(core, late);
        ProveUnknown(core);
        Anomaly anomaly = _ops[late].Kind == OpKind.Read ? Anomaly.StaleRead : Anomaly.FutureRead;
        return new(anomaly, [.. core]) { Early = early, Late = late };
    }

    /// <summary>The writers of a chain from one cluster to another one further down, both included.</summary>
    private void AddChain(List<int> core, int from, int to)
    {
        for (int c = from; c >= 0; c = _clusters.Child[c])
        {
            if (_clusters.Writer[c] >= 0)
                AddOnce(core, _clusters.Writer[c]);
            if (c == to)
                return;
        }
    }

    /// <summary>Operations of unknown outcome count because something saw their effect: that belongs to the core.</summary>
    private void ProveUnknown(List<int> core)
    {
        foreach (int op in core.ToArray())
        {
            if (_ops[op].Ending != Ending.Unknown)
                continue;
            int c = ClusterOf(op);
            bool isSeen = core.Exists(other => other != op && _ops[other].Ending == Ending.Ok
                && (_ops[other].Kind == OpKind.Read ? ClusterOf(other) == c : _clusters.Parent[ClusterOf(other)] == c));
            if (!isSeen)
                AddProof(core, c);
        }
    }

    private static void AddOnce(List<int> core, int op)
    {
        if (op >= 0 && !core.Contains(op))
            core.Add(op);
    }

    private Conflict Circle()
    {
        Clusters all = _clusters;
        bool[] inChain = new bool[all.Count];
        foreach (int head in _heads)
        {
            for (int c = head; c >= 0; c = all.Child[c])
                inChain[c] = true;
        }

        int start = Enumerable.Range(0, all.Count).First(c => all.State[c] == Clusters.Kept && !inChain[c]);
        List<int> core = [all.Writer[start]];
        for (int c = all.Child[start]; c != start; c = all.Child[c])
            core.Add(all.Writer[c]);
        if (core.TrueForAll(op => _ops[op].Ending == Ending.Unknown))
            AddProofOfCircle(core, start);
        return new(Anomaly.CircularUpdate, [.. core]);
    }

    private void AddProofOfCircle(List<int> core, int start)
    {
        int c = start;
        do
        {
            if (_clusters.Seer[c] >= 0)
            {
                core.Add(_clusters.Seer[c]);
                return;
            }

            c = _clusters.Child[c];
        }
        while (c != start);
    }
}
