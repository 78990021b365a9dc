namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Finds reads of transactions over registers that no write explains, whatever the order: nobody wrote the value, or the
/// only one who did depends on what comes after the read.
/// </summary>
internal sealed class UnexplainedReads(ConsistencyHistory history, ConsistencyOptions options)
{
    private readonly Op[] _ops = history.Ops;
    private readonly long _initial = options.InitialValue(history);

    /// <summary>The first such read of a transaction that ended ok, or null.</summary>
    public Conflict? Of(int reader)
    {
        Dictionary<int, long> known = [];
        foreach (MicroOp step in Steps(reader).Where(s => s.Kind != OpKind.Read || options.NilIsAbsent || s.Value != Op.Nothing))
        {
            if (step.Kind == OpKind.Read && known.TryGetValue(step.Key, out long own) && own != step.Value)
                return Named(Anomaly.Internal, -1, reader, [reader], [(step.Key, own), (step.Key, step.Value)]);
            known[step.Key] = step.Value;
        }

        return External(reader).Select(read => Unwritten(reader, read)).FirstOrDefault(found => found is not null) ?? Circle(reader);
    }

    private Conflict? Unwritten(int reader, (int Key, long Value) read)
    {
        int[] writers = Writers(read);
        int[] effective = Array.FindAll(writers, i => _ops[i].Ending != Ending.NoEffect);
        if (writers.Length == 0)
            return Named(Anomaly.PhantomRead, -1, reader, [reader], [read]);
        if (effective.Length == 0)
            return Named(Anomaly.AbortedRead, writers[0], reader, [writers[0], reader], [read]);
        if (!Array.TrueForAll(effective, i => i == reader || _ops[i].Start > _ops[reader].End))
            return null;
        int late = effective.Where(i => i != reader).FirstOrDefault(-1);
        return late >= 0 ? Named(Anomaly.FutureRead, reader, late, [reader, late], [read])
            : Named(Anomaly.FutureRead, -1, reader, [reader], [read]) with
            {
                Text = "A transaction read a value that nobody but itself wrote, and only later.",
            };
    }

    /// <summary>
    /// Follows reads to the only transaction that can have written the value, and on from there. A way back to the reader,
    /// or to what began after it had ended, is a circle.
    /// </summary>
    private Conflict? Circle(int reader)
    {
        Dictionary<int, (int Reader, (int, long) Value)> seen = [];
        Queue<int> open = new([reader]);
        while (open.TryDequeue(out int at))
        {
            foreach ((int, long) read in External(at))
            {
                int[] writers = Array.FindAll(Writers(read), i => _ops[i].Ending != Ending.NoEffect);
                if (writers.Length != 1 || !seen.TryAdd(writers[0], (at, read)))
                    continue;
                bool isLater = _ops[writers[0]].Start > _ops[reader].End;
                if (isLater || writers[0] == reader)
                    return Circle(isLater ? Anomaly.G1cRealtime : Anomaly.G1c, reader, writers[0], seen);
                if (_ops[writers[0]].Ending == Ending.Ok)
                    open.Enqueue(writers[0]);
            }
        }

        return null;
    }

    private Conflict Circle(Anomaly name, int reader, int last, Dictionary<int, (int Reader, (int, long) Value)> seen)
    {
        HashSet<(int, long)> kept = [];
        List<int> core = [last];
        int at = last;
        do
        {
            kept.Add(seen[at].Value);
            at = seen[at].Reader;
            core.Add(at);
        }
        while (at != reader);
        return Named(name, reader, core[^2], core, kept);
    }

    private Conflict Named(Anomaly name, int early, int late, IEnumerable<int> core, HashSet<(int, long)> kept)
    {
        int[] members = [.. core.Distinct().Order()];
        return new(name, members)
        {
            Early = early, Late = late, Image = MultiRegisterReduction.Image(history, members, kept, Op.Never).History,
        };
    }

    /// <summary>What a transaction found there when it began, other than initial values.</summary>
    private IEnumerable<(int Key, long Value)> External(int reader)
    {
        HashSet<int> touched = [];
        foreach (MicroOp step in Steps(reader))
        {
            bool isFirst = touched.Add(step.Key);
            if (isFirst && step.Kind == OpKind.Read && step.Value != _initial && step.Value != Op.Nothing)
                yield return (step.Key, step.Value);
        }
    }

    private int[] Writers((int Key, long Value) version) => [.. Enumerable.Range(0, _ops.Length).Where(
        i => Array.Exists(Steps(i), s => s.Kind != OpKind.Read && (s.Key, s.Value) == version))];

    private MicroOp[] Steps(int i) => history.Transactions[(int)_ops[i].A];
}
