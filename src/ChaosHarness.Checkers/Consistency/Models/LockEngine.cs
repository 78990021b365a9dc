namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Judges a lock or lease. A hold is a block of operations that nobody else's acquire may stand in: an acquire with the
/// release that gave it back. Without a release it goes on for ever, unless the lock came with a fencing token: then it
/// is a lease, which may have expired. Blocks must stand one after the other, as in <see cref="ZoneEngine"/>: A must
/// precede B iff its least end f lies before B's greatest start s. Tokens must rise along that order. What says nothing:
/// failed acquires, releases of nothing, releases of unknown outcome of a lease.
/// </summary>
internal sealed class LockEngine(ConsistencyHistory history)
{
    private readonly Op[] _ops = history.Ops;

    /// <summary>
    /// Judges one lock. An operation of unknown outcome may take effect long after its client went on, even between
    /// the client's later ones: where holds contradict each other and there are such, the search has the last word.
    /// </summary>
    public EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        int[] telling = LockVerifier.Telling(_ops, order);
        List<Hold> holds = Holds(telling);
        List<Conflict> conflicts = [];
        FindTwoHolders(holds, conflicts);
        FindFallingTokens(holds, conflicts);
        List<Hold>? sorted = conflicts.Count == 0 ? LockOrder.Of(holds) : null;
        if (sorted is not null)
        {
            int[] witness = [.. sorted.SelectMany(h => h.Ops)];
            if (LockVerifier.IsOrder(_ops, order, witness))
                return EngineAnswer.Linearizable(witness);
        }
        else if (conflicts.Count == 0)
        {
            conflicts.Add(AgainstTokens(holds));
        }

        bool isSure = conflicts.Count > 0 && !Array.Exists(telling, i => _ops[i].Ending == Ending.Unknown);
        return isSure ? EngineAnswer.Of(conflicts) : Search(telling, conflicts, budget);
    }

    private EngineAnswer Search(int[] telling, List<Conflict> conflicts, SearchBudget budget)
    {
        EngineAnswer answer = SearchEngine.Lock(_ops, telling, budget);
        if (answer.Decision != Decision.Violated || conflicts.Count == 0)
            return answer;

        // Whatever the same clients did belongs to the core: an operation of unknown outcome could have fitted there.
        return EngineAnswer.Of([.. conflicts.Select(c => c with { Core = WithClients(telling, c.Core) })]) with { Searched = true };
    }

    private int[] WithClients(int[] telling, int[] core)
    {
        HashSet<int> clients = [.. core.Select(i => _ops[i].Process)];
        long end = core.Max(i => _ops[i].Start);
        return Array.FindAll(telling, i => clients.Contains(_ops[i].Process) && _ops[i].Start <= end);
    }

    private List<Hold> Holds(int[] telling)
    {
        List<Hold> holds = [];
        Dictionary<int, List<int>> held = [];
        Dictionary<int, Queue<int>> open = [];
        foreach (int i in telling)
        {
            Op op = _ops[i];
            if (op.Kind == OpKind.Release)
                Release(i, held, open.GetValueOrDefault(op.Process), holds);
            else if (op.Ending == Ending.Ok)
                Acquire(i, held, holds);
            else if (!open.TryAdd(op.Process, new([i])))
                open[op.Process].Enqueue(i);
        }

        foreach (List<int> ops in held.Values)
            Close(ops, holds, isReleased: false);
        return holds;
    }

    /// <summary>Who holds a lock and gets it again has held it all the time; a lease may have expired in between.</summary>
    private void Acquire(int i, Dictionary<int, List<int>> held, List<Hold> holds)
    {
        bool holdsAlready = held.TryGetValue(_ops[i].Process, out List<int>? ops);
        if (holdsAlready && _ops[ops![^1]].B == Op.Nothing)
        {
            ops.Add(i);
            return;
        }

        if (holdsAlready)
            Close(ops!, holds, isReleased: false);
        held[_ops[i].Process] = [i];
    }

    /// <summary>
    /// A lease may have expired before its release, and then an acquire of unknown outcome may be what is given back:
    /// that demands less.
    /// </summary>
    private void Release(int i, Dictionary<int, List<int>> held, Queue<int>? open, List<Hold> holds)
    {
        Op op = _ops[i];
        bool isHeld = held.Remove(op.Process, out List<int>? ops);
        bool isLease = isHeld && _ops[ops![^1]].B != Op.Nothing;
        bool other = op.Ending == Ending.Ok && (isLease || !isHeld) && open is { Count: > 0 };
        bool counts = isHeld && !other && (op.Ending == Ending.Ok || !isLease);
        if (counts)
            ops!.Add(i);
        if (isHeld)
            Close(ops!, holds, counts);
        if (other)
            Close([open!.Dequeue(), i], holds, isReleased: true);
    }

    private void Close(List<int> ops, List<Hold> holds, bool isReleased)
    {
        int acquire = ops.FindLast(i => _ops[i].Kind == OpKind.Acquire);
        long token = _ops[acquire].B;
        long last = !isReleased && token == Op.Nothing ? Op.Never : ops.Max(i => _ops[i].Start);
        holds.Add(new(ops, ops.Min(i => _ops[i].End), last, acquire, token));
    }

    /// <summary>Two holds that would each have to precede the other.</summary>
    private static void FindTwoHolders(List<Hold> holds, List<Conflict> conflicts)
    {
        List<Hold> forward = [.. holds.Where(h => h.First < h.Last).OrderBy(h => h.First)];
        Hold? longest = null;
        foreach (Hold hold in forward)
        {
            if (longest is not null && hold.First < longest.Last)
                conflicts.Add(Both(longest, hold));
            if (longest is null || hold.Last > longest.Last)
                longest = hold;
        }

        int next = 0;
        longest = null;
        foreach (Hold hold in holds.Where(h => h.First >= h.Last).OrderBy(h => h.Last))
        {
            for (; next < forward.Count && forward[next].First < hold.Last; next++)
                longest = longest is null || forward[next].Last > longest.Last ? forward[next] : longest;
            if (longest is not null && hold.First < longest.Last)
                conflicts.Add(Both(longest, hold));
        }
    }

    private static Conflict Both(Hold first, Hold second) => new(Anomaly.TwoHolders, [.. first.Ops, .. second.Ops])
    {
        Early = first.Ops[0], Late = second.Ops[0],
    };

    private void FindFallingTokens(List<Hold> holds, List<Conflict> conflicts)
    {
        int[] byStart = [.. holds.Where(h => h.Token != Op.Nothing).Select(h => h.Acquire).OrderBy(i => _ops[i].Start)];
        int[] byEnd = [.. byStart.OrderBy(i => _ops[i].End)];
        Dictionary<long, int> owners = [];
        int ended = 0;
        int greatest = -1;
        foreach (int i in byStart)
        {
            for (; ended < byEnd.Length && _ops[byEnd[ended]].End < _ops[i].Start; ended++)
            {
                if (greatest < 0 || _ops[byEnd[ended]].B > _ops[greatest].B)
                    greatest = byEnd[ended];
            }

            if (greatest >= 0 && _ops[i].B <= _ops[greatest].B)
                conflicts.Add(new(Anomaly.TokenNotRising, [greatest, i]) { Early = greatest, Late = i });
            else if (!owners.TryAdd(_ops[i].B, i))
                conflicts.Add(new(Anomaly.Duplicate, [owners[_ops[i].B], i]) { Early = owners[_ops[i].B], Late = i });
        }
    }

    /// <summary>Holds that time puts in another order than their tokens; leaving out whole holds keeps it honest.</summary>
    private static Conflict AgainstTokens(List<Hold> holds)
    {
        List<Hold> core = Shrinking.Shrink(holds, some => LockOrder.Of(some) is null, () => true);
        Hold late = core.Where(h => h.Token != Op.Nothing).MinBy(h => h.Token) ?? core[0];
        Hold early = core.Where(h => h != late).MinBy(h => h.First) ?? late;
        return new(Anomaly.TokenNotRising, [.. core.SelectMany(h => h.Ops)])
        {
            Early = early.Ops[0], Late = late.Ops[0],
        };
    }
}
