namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Decides linearizability of one register whose written values are all different, in O(n log n): Gibbons and Korach,
/// "Testing shared memories", SIAM J. Comput. 26(4), 1997, carried over to compare-and-set and unknown outcomes.
/// <para>
/// All operations on one value are a cluster. Clusters joined by successful compare-and-sets must stand together: a
/// block. Block A must precede block B iff some operation of A ends before one of B starts, that is f(A) &lt; s(B) with
/// f the least end and s the greatest start. A legal order exists iff no two blocks must precede each other: a shortest
/// longer cycle would consist of pairwise disjoint blocks with f &lt; s, which time orders.
/// </para>
/// One object judges many registers one after another; it is not safe for use by several threads.
/// </summary>
internal sealed partial class ZoneEngine
{
    private readonly Clusters _clusters = new();
    private readonly ValueMap _values = new();
    private readonly List<int> _differed = [];
    private HashSet<long>? _failedValues;
    private int[] _clusterOf = [];
    private Op[] _ops = [];

    /// <summary>Judges one register.</summary>
    /// <param name="ops">The whole history.</param>
    /// <param name="order">The register's operations by start.</param>
    /// <param name="initial">What it holds before all of them.</param>
    public EngineAnswer Decide(Op[] ops, ReadOnlySpan<int> order, long initial)
    {
        _ops = ops;
        if (!CollectWrites(order, initial))
            return EngineAnswer.NotApplicable;
        if (CollectReads(order) is { } badRead)
            return EngineAnswer.Violated(badRead);
        if (KeepSeenUpdates() is { } badUpdate)
            return EngineAnswer.Violated(badUpdate);
        if (MakeBlocks() is { } badBlock)
            return EngineAnswer.Violated(badBlock);
        if (Compare() is { } conflict)
            return EngineAnswer.Violated(conflict);
        int[] witness = Witness(order);
        if (_differed.Count > 0 && (witness = FailedUpdates.Insert(ops, witness, _differed, initial)).Length == 0)
            return EngineAnswer.NotApplicable;
        return WitnessVerifier.IsRegisterOrder(ops, order, witness, initial)
            ? EngineAnswer.Linearizable(witness)
            : EngineAnswer.NotApplicable;
    }

    /// <summary>Makes the clusters; false when two writes share a value, so that a read does not tell its write.</summary>
    private bool CollectWrites(ReadOnlySpan<int> order, long initial)
    {
        Measure(order, initial);
        _clusters.Reset(order.Length + 1);
        _values.TryAdd(initial, 0);
        _differed.Clear();
        _failedValues = null;
        if (_clusterOf.Length < order.Length)
            _clusterOf = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            ref readonly Op op = ref _ops[order[i]];
            _clusterOf[i] = -1;
            if (op.Kind == OpKind.Read || IsNoChange(op))
                continue;
            if (op.Kind is not (OpKind.Write or OpKind.CompareAndSet))
                return false;
            long value = op.Kind == OpKind.Write ? op.A : op.B;
            if (op.Ending is Ending.NoEffect or Ending.ValueDiffered)
            {
                (_failedValues ??= []).Add(value);
                if (op.Ending == Ending.ValueDiffered)
                    _differed.Add(order[i]);
            }
            else if (!_values.TryAdd(value, _clusters.Count))
            {
                return false;
            }
            else
            {
                _clusterOf[i] = _clusters.Count;
                _clusters.Add(order[i], op.Start, op.End, op.Ending == Ending.Ok ? Clusters.Kept : Clusters.Pending);
            }
        }

        return true;
    }

    /// <summary>A successful compare-and-set from a value to itself is nothing but a read of it.</summary>
    private static bool IsNoChange(in Op op) => op.Kind == OpKind.CompareAndSet && op.A == op.B
        && op.Ending is Ending.Ok or Ending.Unknown;

    private void Measure(ReadOnlySpan<int> order, long initial)
    {
        long lowest = initial == Op.Nothing ? long.MaxValue : initial;
        long highest = initial == Op.Nothing ? long.MinValue : initial;
        int count = 1;
        foreach (int i in order)
        {
            ref readonly Op op = ref _ops[i];
            if (op.Kind == OpKind.Read)
                continue;
            long value = op.Kind == OpKind.Write ? op.A : op.B;
            count++;
            if (value == Op.Nothing)
                continue;
            lowest = Math.Min(lowest, value);
            highest = Math.Max(highest, value);
        }

        _values.Reset(lowest, highest, count);
    }

    private Conflict? CollectReads(ReadOnlySpan<int> order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            ref readonly Op op = ref _ops[order[i]];
            bool reads = op.Kind == OpKind.Read || (op.Kind == OpKind.CompareAndSet && op.A == op.B);
            if (!reads || op.Ending != Ending.Ok)
                continue;
            int c = _values.Find(op.B);
            if (c < 0)
                return Unexplained(order, order[i], op.B);
            int writer = _clusters.Writer[c];
            if (writer >= 0 && op.End < _ops[writer].Start)
                return new(Anomaly.FutureRead, [order[i], writer]) { Early = order[i], Late = writer };
            _clusterOf[i] = c;
            _clusters.AddRead(c, order[i], op.Start, op.End);
        }

        return null;
    }

    /// <summary>A value that no write can have put there.</summary>
    private Conflict Unexplained(ReadOnlySpan<int> order, int reader, long value)
    {
        if (_failedValues?.Contains(value) != true)
            return new(Anomaly.PhantomRead, [reader]) { Late = reader };
        foreach (int i in order)
        {
            ref readonly Op op = ref _ops[i];
            bool failed = op.Ending is Ending.NoEffect or Ending.ValueDiffered;
            if (failed && op.Kind != OpKind.Read && (op.Kind == OpKind.Write ? op.A : op.B) == value)
                return new(Anomaly.AbortedRead, [i, reader]) { Early = i, Late = reader };
        }

        return new(Anomaly.PhantomRead, [reader]) { Late = reader };
    }
}
