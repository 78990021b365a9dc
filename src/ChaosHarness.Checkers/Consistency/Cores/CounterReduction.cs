namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Reduces a contradictory counter history to two observations and what was added between them. Where nothing was taken
/// away, the later one shows at least the earlier one and all that was surely added in between, and at most the earlier
/// one and all that can have been. The initial value is an observation before everything.
/// </summary>
internal sealed class CounterReduction(ConsistencyHistory history, long initial)
{
    // Observations far apart have large cores; so many are tried.
    private const int MostEarlier = 64;
    private const int MostLater = 256;
    private const int SmallEnough = 3;

    private readonly Op[] _ops = history.Ops;

    /// <summary>The smallest such core that is found, or null.</summary>
    /// <param name="conflict">The contradiction so far; its core is searched.</param>
    /// <param name="members">All operations of the counter.</param>
    public Conflict? Reduce(Conflict conflict, int[] members)
    {
        int[] adds = Array.FindAll(members, i => _ops[i].Kind == OpKind.Add && _ops[i].Ending is Ending.Ok or Ending.Unknown);
        if (Array.Exists(adds, i => _ops[i].A < 0))
            return null;
        int[] seen = [.. members.Where(i => _ops[i].Ending == Ending.Ok && _ops[i].B != Op.Nothing).OrderBy(i => _ops[i].End)];
        int[] later = conflict.Anomaly == Anomaly.CounterOutOfBounds
            ? [conflict.Late] : [.. seen.Where(i => _ops[i].End <= conflict.Cutoff).Reverse().Take(MostLater)];
        Conflict? best = null;
        foreach (int late in later)
        {
            int[] earlier = [-1, .. seen.Where(i => _ops[i].End < _ops[late].Start).TakeLast(MostEarlier)];
            foreach (int early in earlier.Reverse())
            {
                Conflict? found = TooLow(early, late, adds) ?? TooHigh(early, late, adds);
                if (found is not null && (best is null || found.Core.Length < best.Core.Length))
                    best = found;
                if (best?.Core.Length <= SmallEnough)
                    return best;
            }
        }

        return best;
    }

    private long After(int observation) => observation < 0 ? initial : _ops[observation].B;

    private long Own(int observation) => _ops[observation].Kind == OpKind.Add ? _ops[observation].A : 0;

    private Conflict? TooLow(int early, int late, int[] adds)
    {
        long end = early < 0 ? long.MinValue : _ops[early].End;
        long least = After(early) + Own(late);
        List<int> between = [];
        foreach (int i in adds.Where(i => i != late && _ops[i].Ending == Ending.Ok && _ops[i].Start > end
            && _ops[i].End < _ops[late].Start).OrderByDescending(i => _ops[i].A))
        {
            if (_ops[late].B < least)
                break;
            least += _ops[i].A;
            between.Add(i);
        }

        if (_ops[late].B >= least)
            return null;
        int first = between.Count > 0 ? between.MaxBy(i => _ops[i].End) : early;
        Anomaly name = _ops[late].B == initial && first >= 0 ? Anomaly.LostAfterRecovery
            : between.Count > 0 ? Anomaly.LostWrite : Anomaly.StaleRead;
        return new(name, With(early, between, late))
        {
            Early = first, Late = late, Laxity = CounterLaxity.Growing,
            Text = $"Client {_ops[late].Process} saw the counter at {_ops[late].B}, though it had been at {least} or more by then.",
        };
    }

    private Conflict? TooHigh(int early, int late, int[] adds)
    {
        long from = early < 0 ? long.MinValue : _ops[early].Start;
        long most = After(early) + Own(late);
        List<int> between = [];
        foreach (int i in adds)
        {
            if (i == late || i == early || _ops[i].End < from || _ops[i].Start > _ops[late].End)
                continue;
            most += _ops[i].A;
            between.Add(i);
            if (most >= _ops[late].B)
                return null;
        }

        return most >= _ops[late].B ? null : new(Anomaly.CounterOutOfBounds, With(early, between, late))
        {
            Early = early, Late = late,
            Laxity = early < 0 ? CounterLaxity.ShrinkingFromInitial : CounterLaxity.Shrinking,
            Text = $"Client {_ops[late].Process} saw the counter at {_ops[late].B}, though it cannot have been above {most} by then.",
        };
    }

    private static int[] With(int early, List<int> between, int late)
    {
        int[] core = early < 0 ? [.. between, late] : [early, .. between, late];
        Array.Sort(core);
        return core;
    }
}

/// <summary>A counter that may also grow, or shrink, by what a core leaves out.</summary>
internal sealed class LaxCounterSpecification(CounterLaxity laxity) : ISpecification<long>
{
    public bool Step(ref long state, in Op op)
    {
        long next = op.Kind == OpKind.Add ? state + op.A : state;
        bool tells = op.Kind == OpKind.Read || (op.B != Op.Nothing && op.Ending == Ending.Ok);
        if (tells && (laxity == CounterLaxity.Growing ? op.B < next : op.B > next))
            return false;
        state = tells ? op.B : next;
        return true;
    }
}
