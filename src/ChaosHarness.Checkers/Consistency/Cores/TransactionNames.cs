namespace ChaosHarness.Checkers.Consistency;

/// <summary>Names the cores of transactions over registers, where the definition proves the name.</summary>
internal sealed class TransactionNames(
    ConsistencyHistory history, ConsistencyOptions options, Conflict conflict, CoreQuestion question)
{
    private readonly int[] _core = [.. conflict.Core.Distinct().Order()];
    private readonly Op[] _ops = question.Ops;
    private readonly long _initial = options.InitialValue(history);
    private readonly MicroOp[][] _steps = [.. question.Ops.Select(op => (conflict.Image ?? history).Transactions[(int)op.A])];

    /// <summary>The conflict by its name, or null where none is proven.</summary>
    public Conflict? Of()
    {
        int[] latest = [.. Enumerable.Range(0, _ops.Length)
            .Where(i => _ops[i].Ending == Ending.Ok && _ops[i].End != Op.Never).OrderByDescending(i => _ops[i].Start)];
        int[] readers = Array.FindAll(latest, i => Reads(i).Length > 0);
        int[] updates = Array.FindAll(readers, i => Writes(i).Length > 0);
        return First(latest, i => new UnexplainedReads(history, options).Of(_core[i]))
            ?? SameVersion(updates)
            ?? First(readers, Old)
            ?? First(readers, i => Lost(i, Array.FindAll(latest, w => _ops[w].End < _ops[i].Start)))
            ?? First(readers, Fractured)
            ?? First(updates, Overwriting)
            ?? First(updates, i => First(updates, other => Skewed(other, i)));
    }

    private static Conflict? First(IEnumerable<int> some, Func<int, Conflict?> name) =>
        some.Select(name).FirstOrDefault(found => found is not null);

    private Conflict Named(Anomaly name, int early, int late) => conflict with
    {
        Anomaly = name, Core = _core, Early = early < 0 ? -1 : _core[early], Late = _core[late],
    };

    private MicroOp[] Writes(int i) => Array.FindAll(_steps[i], s => s.Kind != OpKind.Read);

    /// <summary>Reads of what was there before the transaction.</summary>
    private MicroOp[] Reads(int i) => [.. _steps[i].Where((s, at) => s.Kind == OpKind.Read
        && (options.NilIsAbsent || s.Value != Op.Nothing)
        && !_steps[i].Take(at).Any(w => w.Kind != OpKind.Read && w.Key == s.Key))];

    /// <summary>More transactions read one version of a register and replaced it than times it was there.</summary>
    private Conflict? SameVersion(int[] updates)
    {
        var replaced = updates.SelectMany(i => Reads(i)
                .Where(r => Writes(i) is var writes && Array.Exists(writes, w => w.Key == r.Key)
                    && Array.FindLast(writes, w => w.Key == r.Key).Value != r.Value)
                .Select(r => (r.Key, r.Value, Op: i)).Distinct())
            .GroupBy(r => (r.Key, r.Value), r => r.Op);
        foreach (IGrouping<(int Key, long Value), int> version in replaced)
        {
            int versions = (version.Key.Value == _initial ? 1 : 0) + Enumerable.Range(0, _ops.Length).Count(
                i => Array.Exists(Writes(i), w => (w.Key, w.Value) == version.Key));
            if (version.Count() <= versions)
                continue;
            int early = version.MinBy(i => _ops[i].End);
            return Named(Anomaly.LostUpdate, early, version.Where(i => i != early).MaxBy(i => _ops[i].Start));
        }

        return null;
    }

    /// <summary>An acknowledged write without which a read would be right; no transaction that began later shows any of it.</summary>
    private Conflict? Lost(int reader, int[] writers)
    {
        foreach (int i in writers)
        {
            if (Writes(i).Length > 0 && !IsShownAfter(_core[i])
                && question.IsLegalWith(i, _ops[i] with { Ending = Ending.Unknown, End = Op.Never }))
            {
                return Named(Anomaly.LostWrite, i, reader);
            }
        }

        return null;
    }

    private bool IsShownAfter(int write)
    {
        HashSet<(int, long)> written = [.. history.Transactions[(int)history.Ops[write].A]
            .Where(s => s.Kind != OpKind.Read).Select(s => (s.Key, s.Value))];
        return Array.Exists(history.Ops, o => o.Start > history.Ops[write].End && o.Ending == Ending.Ok
            && Array.Exists(history.Transactions[(int)o.A], s => s.Kind == OpKind.Read && written.Contains((s.Key, s.Value))));
    }

    /// <summary>Reads that would have been right earlier, all together.</summary>
    private Conflict? Old(int reader)
    {
        if (EarlyOf(reader) is not (>= 0 and var early))
            return null;
        bool isNothing = Array.TrueForAll(Reads(reader), r => r.Value == _initial
            && !_steps.Any(t => t.Any(w => w.Kind != OpKind.Read && w.Key == r.Key && w.Value == _initial)));
        return isNothing ? Named(Anomaly.LostAfterRecovery, early, reader)
            : Lost(reader, [early]) ?? Named(Anomaly.StaleRead, early, reader);
    }

    /// <summary>
    /// What had ended before the transaction began and yet has to come after its reads; -1 when its reads only have to
    /// come some time before its writes, null when that does not help.
    /// </summary>
    private int? EarlyOf(int reader)
    {
        IEnumerable<int> ended = Enumerable.Range(0, _ops.Length)
            .Where(i => _ops[i].End < _ops[reader].Start).OrderByDescending(i => _ops[i].End);
        foreach (int early in ended.Prepend(-1))
        {
            if (IsLegalApart(reader, [Reads(reader)], early < 0 ? _ops[reader].Start : _ops[early].End))
                return early;
        }

        return null;
    }

    /// <summary>Reads that are right one by one, at or before their time, though not all together at any.</summary>
    private Conflict? Fractured(int reader)
    {
        MicroOp[] reads = Reads(reader);
        bool isApart = reads.Length > 1 && IsLegalApart(reader, [.. reads.Select(r => (MicroOp[])[r])], long.MinValue)
            && !IsLegalApart(reader, [reads], long.MinValue);
        return isApart ? Named(Anomaly.FracturedRead, -1, reader) : null;
    }

    /// <summary>A transaction that replaced all it had read, and would be right if it had read earlier than it wrote.</summary>
    private Conflict? Overwriting(int update) => EarlyOf(update) is { } early
        && Array.TrueForAll(Reads(update), r => Array.Exists(Writes(update), w => w.Key == r.Key))
            ? Named(Anomaly.LostUpdate, early, update) : null;

    private Conflict? Skewed(int one, int other)
    {
        bool isSkew = one != other && Changes(one, other) && Changes(other, one)
            && EarlyOf(one) is not null && EarlyOf(other) is not null
            && !Writes(one).Any(w => Writes(other).Any(v => v.Key == w.Key));
        return isSkew ? Named(Anomaly.WriteSkew, one, other) : null;
    }

    private bool Changes(int writer, int reader) =>
        Writes(writer).Any(w => Array.Exists(Reads(reader), r => r.Key == w.Key && r.Value != w.Value));

    /// <summary>
    /// Whether the core is legal if a transaction's reads were transactions of their own that come before it, begun at a
    /// time. A register that nobody else knows keeps that order.
    /// </summary>
    private bool IsLegalApart(int reader, MicroOp[][] parts, long from)
    {
        const int Marker = -1;
        long[] marks = [.. Enumerable.Range(0, parts.Length).Select(p => _initial + 1 + p)];
        List<MicroOp[]> transactions = [.. _steps];
        List<Op> ops = [.. _ops.Select((op, i) => op with { A = i })];
        for (int p = 0; p < parts.Length; p++)
        {
            ops.Add(_ops[reader] with { Start = from, A = transactions.Count });
            transactions.Add([.. parts[p], new(OpKind.Write, Marker - p, marks[p])]);
        }

        transactions[reader] = [.. marks.Select((mark, p) => new MicroOp(OpKind.Read, Marker - p, mark)), .. Writes(reader)];
        ConsistencyHistory apart = new([.. ops]) { Transactions = transactions };
        return BruteForce.IsLinearizable(
            apart.Ops, new MultiRegisterSpecification(apart, _initial, options.NilIsAbsent), [], CoreQuestion.MostSteps) == true;
    }
}
