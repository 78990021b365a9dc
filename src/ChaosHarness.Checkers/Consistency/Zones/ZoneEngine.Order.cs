namespace ChaosHarness.Checkers.Consistency;

/// <summary>Compares blocks and puts them in order.</summary>
internal sealed partial class ZoneEngine
{
    private long[] _forwardKeys = [];
    private int[] _forward = [];
    private long[] _backwardKeys = [];
    private int[] _backward = [];
    private int _forwardCount;
    private int _backwardCount;

    /// <summary>
    /// Finds two blocks that must each precede the other. Forward blocks (f &lt; s) must not overlap; a backward one
    /// must not lie strictly inside a forward one; two backward ones never conflict.
    /// </summary>
    private Conflict? Compare()
    {
        Split();
        AdaptiveSort.Sort(_forwardKeys.AsSpan(0, _forwardCount), _forward.AsSpan(0, _forwardCount));
        for (int i = 1; i < _forwardCount; i++)
        {
            if (_forwardKeys[i] < _clusters.Last[_forward[i - 1]])
                return TwoBlocks(_forward[i - 1], _forward[i]);
        }

        return PlaceBackward();
    }

    private void Split()
    {
        int blocks = _heads.Count;
        if (_forward.Length < blocks)
        {
            (_forward, _backward) = (new int[blocks], new int[blocks]);
            (_forwardKeys, _backwardKeys) = (new long[blocks], new long[blocks]);
        }

        (_forwardCount, _backwardCount) = (0, 0);
        foreach (int head in _heads)
        {
            long f = _clusters.First[head];
            long s = _clusters.Last[head];
            if (f < s)
            {
                _forwardKeys[_forwardCount] = f;
                _forward[_forwardCount++] = head;
            }
            else
            {
                _backwardKeys[_backwardCount] = s;
                _backward[_backwardCount++] = head;
            }
        }
    }

    /// <summary>Gives each backward block its place: behind s of the last forward block with f before its own s.</summary>
    private Conflict? PlaceBackward()
    {
        AdaptiveSort.Sort(_backwardKeys.AsSpan(0, _backwardCount), _backward.AsSpan(0, _backwardCount));
        int next = 0;
        for (int i = 0; i < _backwardCount; i++)
        {
            int block = _backward[i];
            long s = _backwardKeys[i];
            while (next < _forwardCount && _forwardKeys[next] < s)
                next++;
            if (next == 0)
                continue;
            int forward = _forward[next - 1];
            if (_clusters.First[block] < _clusters.Last[forward])
                return TwoBlocks(forward, block);
            _backwardKeys[i] = Math.Max(s, _clusters.Last[forward]);
        }

        return null;
    }

    /// <summary>Merges both kinds (backward first at equal places) and writes down every operation.</summary>
    private int[] Witness(ReadOnlySpan<int> order)
    {
        int[] next = new int[_clusters.Count];
        int place = 0;
        for (int f = 0, b = 0; f < _forwardCount || b < _backwardCount;)
        {
            bool backward = f == _forwardCount || (b < _backwardCount && _backwardKeys[b] <= _forwardKeys[f]);
            for (int c = backward ? _backward[b++] : _forward[f++]; c >= 0; c = _clusters.Child[c])
            {
                next[c] = place;
                place += _clusters.Reads[c] + (_clusters.Writer[c] >= 0 ? 1 : 0);
            }
        }

        int[] witness = new int[place];
        for (int c = 1; c < _clusters.Count; c++)
        {
            if (_clusters.State[c] == Clusters.Kept)
                witness[next[c]++] = _clusters.Writer[c];
        }

        for (int i = 0; i < order.Length; i++)
        {
            int c = _clusterOf[i];
            if (c >= 0 && _clusters.Writer[c] != order[i])
                witness[next[c]++] = order[i];
        }

        return witness;
    }

    private int ClusterOf(int op)
    {
        if (op < 0)
            return 0;
        ref readonly Op o = ref _ops[op];
        return _values.Find(o.Kind == OpKind.Write ? o.A : o.B);
    }

    /// <summary>The few operations that force two blocks to precede each other.</summary>
    private Conflict TwoBlocks(int one, int two)
    {
        List<int> core = [];
        Gather(core, one);
        Gather(core, two);
        ProveUnknown(core);
        // Each has to precede the other; people take the one that was there first for the older one.
        bool twoIsOlder = _clusters.First[two] < _clusters.First[one];
        int older = twoIsOlder ? two : one;
        int newer = twoIsOlder ? one : two;
        return new(Name(older, newer), [.. core])
        {
            Early = _clusters.FirstOp[newer],
            Late = _clusters.LastOp[older],
        };
    }

    /// <summary>The operations that give a block its f and s, and the writers from the one to the other.</summary>
    private void Gather(List<int> core, int head)
    {
        int first = _clusters.FirstOp[head];
        int last = _clusters.LastOp[head];
        int from = ClusterOf(first);
        int to = ClusterOf(last);
        List<int> chain = [];
        AddChain(chain, from, to);
        if (from != to && (_clusters.Writer[to] < 0 || !chain.Contains(_clusters.Writer[to])))
        {
            chain.Clear();
            AddChain(chain, to, from);
        }

        foreach (int op in chain)
            AddOnce(core, op);
        AddOnce(core, first);
        AddOnce(core, last);
    }

    /// <summary>
    /// A name for "the older value was shown after the newer one had been acknowledged or seen".
    /// </summary>
    private Anomaly Name(int older, int newer)
    {
        if (_clusters.Writer[older] < 0)
            return Anomaly.LostAfterRecovery;
        if (_clusters.Child[newer] < 0 && _clusters.Reads[newer] == 0)
            return Anomaly.LostWrite;
        long comeback = _clusters.Last[older];
        bool stillSeen = _clusters.Last[newer] > comeback;
        return stillSeen || _clusters.Reads[newer] == 0 ? Anomaly.StaleRead : LastSeen(older, newer);
    }

    private Anomaly LastSeen(int older, int newer) =>
        _clusters.First[newer] < _clusters.Last[older] && EndOfReads(newer) < _clusters.Last[older]
            ? Anomaly.Resurrected : Anomaly.StaleRead;

    /// <summary>When the last operation that began on this block had ended.</summary>
    private long EndOfReads(int block)
    {
        int last = _clusters.LastOp[block];
        return last < 0 ? long.MinValue : _ops[last].End;
    }
}
