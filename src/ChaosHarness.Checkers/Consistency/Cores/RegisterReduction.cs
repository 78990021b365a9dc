namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Reduces a contradictory register history. Only steps that keep contradictions honest: what is left contradictory
/// was so before. Leaving out a read or a failed compare-and-set only takes demands away; while no failed
/// compare-and-set is left, all operations on one value can go together (a compare-and-set from it then counts as a
/// plain write); so can a write whose value nothing refers to.
/// </summary>
internal sealed class RegisterReduction(Op[] history, long initial, ReductionBudget budget)
{
    private readonly RegisterEngine _engine = new(initial);
    private HashSet<long> _everWritten = [];
    private long _cutoff;

    /// <summary>The reduced conflict, named if the zones know a name for it.</summary>
    public Conflict Reduce(Conflict conflict)
    {
        List<int> ops = [.. conflict.Core.Where(i => history[i].Ending != Ending.NoEffect)];
        _everWritten = Written(history, ops, initial);
        _cutoff = conflict.Cutoff;
        List<int> others = ops.FindAll(i => !Differs(i));
        List<int> differed = Shrinking.Shrink(
            ops.FindAll(Differs), some => IsBad([.. others, .. some]), () => budget.HasTime);
        ops = [.. others, .. differed];
        if (!ops.Exists(Differs))
            ops = WithoutValues(ops);
        List<int> fixedOps = ops.FindAll(i => history[i].Kind != OpKind.Read);
        List<int> reads = Shrinking.Shrink(
            ops.FindAll(i => history[i].Kind == OpKind.Read), some => IsBad([.. fixedOps, .. some]), () => budget.HasTime);
        ops = [.. fixedOps, .. reads];
        ops = WithoutUnread(ops);
        ops.Sort();
        return Name(ops) with { Cutoff = _cutoff };
    }

    private bool Differs(int i) => history[i].Ending == Ending.ValueDiffered;

    /// <summary>Leaves out whole values.</summary>
    private List<int> WithoutValues(List<int> ops)
    {
        List<long> values = [.. ops.Select(WrittenOrRead).Distinct()];
        values = Shrinking.Shrink(
            values,
            some =>
            {
                HashSet<long> kept = [.. some];
                return IsBad(ops.FindAll(i => kept.Contains(WrittenOrRead(i))));
            },
            () => budget.HasTime);
        HashSet<long> left = [.. values];
        return ops.FindAll(i => left.Contains(WrittenOrRead(i)));
    }

    private long WrittenOrRead(int i) => history[i].Kind == OpKind.Write ? history[i].A : history[i].B;

    /// <summary>Leaves out writes that nothing left refers to.</summary>
    private List<int> WithoutUnread(List<int> ops)
    {
        if (ops.Exists(Differs))
            return ops;
        HashSet<long> referred = [];
        foreach (int i in ops)
        {
            if (history[i].Kind != OpKind.Write)
                referred.Add(history[i].Kind == OpKind.Read ? history[i].B : history[i].A);
        }

        List<int> free = ops.FindAll(i => history[i].Kind == OpKind.Write && !referred.Contains(history[i].A));
        List<int> others = [.. ops.Except(free)];
        return [.. others, .. Shrinking.Shrink(free, some => IsBad([.. others, .. some]), () => budget.HasTime)];
    }

    private bool IsBad(List<int> ops)
    {
        ops.Sort();
        Op[] small = Loosened(history, ops, initial, _everWritten, _cutoff);
        EngineAnswer answer = _engine.Decide(small, Partition.Whole(small)[0], budget.Search());
        return answer.Decision == Decision.Violated;
    }

    /// <summary>
    /// Copies operations; a compare-and-set whose expected value none of them writes, though others do, becomes a plain
    /// write; what ended after the cutoff is of unknown outcome.
    /// </summary>
    public static Op[] Loosened(
        Op[] history, IReadOnlyList<int> ops, long initial, HashSet<long> everWritten, long cutoff)
    {
        HashSet<long> written = Written(history, ops, initial);
        Op[] copies = [.. ops.Select(i => history[i])];
        foreach (ref Op op in copies.AsSpan())
        {
            bool loose = op.Kind == OpKind.CompareAndSet && op.Ending is Ending.Ok or Ending.Unknown
                && !written.Contains(op.A) && everWritten.Contains(op.A);
            if (loose)
                (op.Kind, op.A) = (OpKind.Write, op.B);
            if (op.End > cutoff && op.Ending == Ending.Ok && op.Kind != OpKind.Read)
                (op.Ending, op.End) = (Ending.Unknown, Op.Never);
        }

        return copies;
    }

    /// <summary>The values that some operations write, and the initial one.</summary>
    public static HashSet<long> Written(Op[] history, IEnumerable<int> ops, long initial)
    {
        HashSet<long> written = [initial];
        foreach (int i in ops)
        {
            if (history[i].Kind != OpKind.Read && history[i].Ending is Ending.Ok or Ending.Unknown)
                written.Add(history[i].Kind == OpKind.Write ? history[i].A : history[i].B);
        }

        return written;
    }

    private Conflict Name(List<int> ops)
    {
        HashSet<long> written = Written(history, ops, initial);
        int orphan = ops.FindIndex(i => history[i] is { Kind: not OpKind.Write, Ending: Ending.Ok } op
            && op.End <= _cutoff && !written.Contains(Referred(op)) && !_everWritten.Contains(Referred(op)));
        if (orphan >= 0)
            return WrittenLater(new(Anomaly.PhantomRead, [ops[orphan]]) { Late = ops[orphan] });
        Op[] small = Loosened(history, ops, initial, _everWritten, _cutoff);
        EngineAnswer zones = new ZoneEngine().Decide(small, Partition.Whole(small)[0], initial);
        if (zones.Conflict is { } named)
        {
            // That no read shows a write cannot be told from a core, from which reads were left out.
            return WrittenLater(named with
            {
                Anomaly = named.Anomaly == Anomaly.LostWrite ? Anomaly.NotLinearizable : named.Anomaly,
                Core = [.. named.Core.Select(k => ops[k])],
                Early = named.Early < 0 ? -1 : ops[named.Early],
                Late = named.Late < 0 ? -1 : ops[named.Late],
            });
        }

        int at = ops.FindLastIndex(i => history[i].Kind == OpKind.Read || Differs(i));
        int late = ops[at < 0 ? ops.Count - 1 : at];
        int early = ops.Where(i => history[i].End < history[late].Start && history[i].Kind != OpKind.Read)
            .DefaultIfEmpty(-1).MaxBy(i => i < 0 ? long.MinValue : history[i].End);
        return new(Anomaly.NotLinearizable, [.. ops]) { Early = early, Late = late };
    }

    /// <summary>The value that an operation needs to find.</summary>
    private static long Referred(in Op op) => op.Kind == OpKind.Read ? op.B : op.A;

    /// <summary>The part of a history up to the contradiction may lack a write that comes only later.</summary>
    private Conflict WrittenLater(Conflict conflict)
    {
        if (conflict.Anomaly != Anomaly.PhantomRead)
            return conflict;
        Op reader = history[conflict.Late];
        long value = Referred(reader);
        int writer = Array.FindIndex(history, op => op.Key == reader.Key && op.Ending is Ending.Ok or Ending.Unknown
            && (op.Kind == OpKind.Write ? op.A == value : op.Kind == OpKind.CompareAndSet && op.B == value));
        return writer < 0 ? conflict
            : new(Anomaly.FutureRead, [conflict.Late, writer]) { Early = conflict.Late, Late = writer };
    }
}
