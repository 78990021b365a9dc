namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Checks a lock or lease. A client surely held it from the end of its acquire until the start of its own release; if
/// it never released, for ever, unless the lock came with a fencing token and may have expired. Two clients must not
/// surely hold it at once. Tokens must rise: an acquire that began after another one had ended has the greater token.
/// </summary>
internal sealed class LockEngine(ConsistencyHistory history)
{
    private readonly Op[] _ops = history.Ops;

    private readonly record struct Hold(int Acquire, int Release, long From, long To);

    /// <summary>Judges one lock.</summary>
    public EngineAnswer Decide(ReadOnlySpan<int> order)
    {
        List<Conflict> conflicts = [];
        FindTwoHolders(Holds(order), conflicts);
        FindFallingTokens(order, conflicts);
        return EngineAnswer.Of(conflicts);
    }

    private List<Hold> Holds(ReadOnlySpan<int> order)
    {
        List<Hold> holds = [];
        Dictionary<int, int> held = [];
        foreach (int i in order)
        {
            ref readonly Op op = ref _ops[i];
            if (op.Kind == OpKind.Acquire && op.Ending == Ending.Ok)
            {
                held[op.Process] = i;
            }
            else if (op.Kind == OpKind.Release && op.Ending is Ending.Ok or Ending.Unknown
                && held.Remove(op.Process, out int acquire)
                && (op.Ending == Ending.Ok || _ops[acquire].B == Op.Nothing))
            {
                holds.Add(new(acquire, i, _ops[acquire].End, op.Start));
            }
        }

        foreach (int acquire in held.Values)
        {
            if (_ops[acquire].B == Op.Nothing)
                holds.Add(new(acquire, -1, _ops[acquire].End, Op.Never));
        }

        return holds;
    }

    private void FindTwoHolders(List<Hold> holds, List<Conflict> conflicts)
    {
        holds.Sort((a, b) => a.From.CompareTo(b.From));
        Hold? longest = null;
        foreach (Hold hold in holds)
        {
            if (longest is { } other && hold.From < other.To && hold.From < hold.To
                && _ops[hold.Acquire].Process != _ops[other.Acquire].Process)
            {
                int[] core = [other.Acquire, hold.Acquire, other.Release, hold.Release];
                conflicts.Add(new(Anomaly.TwoHolders, Array.FindAll(core, i => i >= 0))
                {
                    Early = other.Acquire, Late = hold.Acquire,
                });
            }

            if (longest is null || hold.To > longest.Value.To)
                longest = hold;
        }
    }

    private void FindFallingTokens(ReadOnlySpan<int> order, List<Conflict> conflicts)
    {
        List<int> byStart = [];
        foreach (int i in order)
        {
            if (_ops[i].Kind == OpKind.Acquire && _ops[i].Ending == Ending.Ok && _ops[i].B != Op.Nothing)
                byStart.Add(i);
        }

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
}
