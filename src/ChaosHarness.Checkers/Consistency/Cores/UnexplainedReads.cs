namespace ChaosHarness.Checkers.Consistency;

/// <summary>Finds reads of transactions over registers that no write explains, whatever the order.</summary>
internal sealed class UnexplainedReads(ConsistencyHistory history, ConsistencyOptions options)
{
    private readonly Op[] _ops = history.Ops;
    private readonly long _initial = options.InitialValue(history);

    /// <summary>The first such read of a transaction that ended ok, or null.</summary>
    public Conflict? Of(int reader)
    {
        Dictionary<int, long> known = [];
        foreach (MicroOp step in Steps(reader))
        {
            bool says = step.Kind != OpKind.Read || options.NilIsAbsent || step.Value != Op.Nothing;
            if (!says)
                continue;
            if (step.Kind == OpKind.Read && known.TryGetValue(step.Key, out long own) && own != step.Value)
                return new(Anomaly.Internal, [reader]) { Late = reader };
            if (step.Kind == OpKind.Read && !known.ContainsKey(step.Key) && step.Value != _initial && Unwritten(reader, step) is { } found)
                return found;
            known[step.Key] = step.Value;
        }

        return null;
    }

    private Conflict? Unwritten(int reader, MicroOp read)
    {
        int[] writers = [.. Enumerable.Range(0, _ops.Length).Where(i => Array.Exists(
            Steps(i), s => s.Kind != OpKind.Read && (s.Key, s.Value) == (read.Key, read.Value)))];
        int[] effective = Array.FindAll(writers, i => _ops[i].Ending != Ending.NoEffect);
        if (writers.Length == 0)
            return new(Anomaly.PhantomRead, [reader]) { Late = reader };
        if (effective.Length == 0)
            return new(Anomaly.AbortedRead, [writers[0], reader]) { Early = writers[0], Late = reader };
        return Array.TrueForAll(effective, i => _ops[i].Start > _ops[reader].End)
            ? new(Anomaly.FutureRead, [reader, effective[0]]) { Early = reader, Late = effective[0] } : null;
    }

    private MicroOp[] Steps(int i) => history.Transactions[(int)_ops[i].A];
}
