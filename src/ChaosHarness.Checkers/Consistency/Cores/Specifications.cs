namespace ChaosHarness.Checkers.Consistency;

/// <summary>Several lists that transactions append to and read, or one list, or one set: states are immutable arrays.</summary>
internal sealed class ListsSpecification(
    IReadOnlyList<long[]> lists, IReadOnlyList<MicroOp[]> transactions, int keys, bool isSet) : ISpecification<long[][]>
{
    /// <summary>No elements anywhere.</summary>
    public long[][] Empty { get; } = [.. Enumerable.Repeat(Array.Empty<long>(), keys)];

    public bool Step(ref long[][] state, in Op op)
    {
        if (op.Kind != OpKind.Transaction)
            return StepOne(ref state, op.Kind, 0, op.Kind is OpKind.Append or OpKind.Insert ? op.A : op.B);
        foreach (MicroOp step in transactions[(int)op.A])
        {
            bool says = step.Kind != OpKind.Read || (op.Ending == Ending.Ok && step.Value != Op.Nothing);
            if (says && !StepOne(ref state, step.Kind, step.Key, step.Value))
                return false;
        }

        return true;
    }

    private bool StepOne(ref long[][] state, OpKind kind, int key, long value)
    {
        long[] list = state[key];
        switch (kind)
        {
            case OpKind.Append or OpKind.Insert:
                long[][] next = [.. state];
                next[key] = isSet ? [.. list.Append(value).Distinct().Order()] : [.. list, value];
                state = next;
                return true;
            case OpKind.ReadLast:
                return value == (list.Length == 0 ? Op.Nothing : list[^1]);
            default:
                return lists[(int)value].AsSpan().SequenceEqual(list);
        }
    }
}

/// <summary>A first-in, first-out queue.</summary>
internal sealed class QueueSpecification : ISpecification<long[]>
{
    public bool Step(ref long[] state, in Op op)
    {
        if (op.Kind == OpKind.Enqueue)
        {
            state = [.. state, op.A];
            return true;
        }

        if (op.Ending == Ending.ValueDiffered || (op.Ending == Ending.Ok && op.B == Op.Nothing))
            return state.Length == 0;
        bool fits = op.Ending == Ending.Unknown || (state.Length > 0 && state[0] == op.B);
        state = state.Length > 0 ? state[1..] : state;
        return fits;
    }
}
