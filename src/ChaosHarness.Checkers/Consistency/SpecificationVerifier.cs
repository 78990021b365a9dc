namespace ChaosHarness.Checkers.Consistency;

/// <summary>Verifies witnesses against a plain sequential specification.</summary>
internal static class SpecificationVerifier
{
    /// <summary>Whether this order proves the members linearizable.</summary>
    public static bool IsOrder<TState>(
        Op[] ops, ReadOnlySpan<int> members, ReadOnlySpan<int> order, ISpecification<TState> specification, TState initial)
    {
        if (!WitnessVerifier.RespectsTime(ops, order) || !WitnessVerifier.IsComplete(ops, members, order))
            return false;
        TState state = initial;
        foreach (int i in order)
        {
            if (ops[i].Ending == Ending.NoEffect || !specification.Step(ref state, ops[i]))
                return false;
        }

        return true;
    }
}

/// <summary>A text with put, append and get.</summary>
internal sealed class KeyValueSpecification(Symbols texts, string absent) : ISpecification<string>
{
    public bool Step(ref string state, in Op op)
    {
        switch (op.Kind)
        {
            case OpKind.Write:
                state = texts.Text(op.A) ?? "";
                return true;
            case OpKind.Append:
                state += texts.Text(op.A);
                return true;
            default:
                return state == (op.B == Op.Nothing ? absent : texts.Text(op.B));
        }
    }
}

/// <summary>A counter with add, read and add-and-get.</summary>
internal sealed class CounterSpecification : ISpecification<long>
{
    public bool Step(ref long state, in Op op)
    {
        if (op.Kind == OpKind.Read)
            return op.B == state;
        state += op.A;
        return op.B == Op.Nothing || op.Ending == Ending.Unknown || op.B == state;
    }
}

/// <summary>Registers that transactions read and write; those not in the state hold the initial value.</summary>
internal sealed class MultiRegisterSpecification(ConsistencyHistory history, long initial, bool nilIsAbsent)
    : ISpecification<Dictionary<int, long>>
{
    public bool Step(ref Dictionary<int, long> state, in Op op)
    {
        // The state before must stay as it was for those who try other orders.
        Dictionary<int, long>? next = null;
        foreach (MicroOp step in history.Transactions[(int)op.A])
        {
            if (step.Kind != OpKind.Read)
                (next ??= new(state))[step.Key] = step.Value;
            else if (op.Ending == Ending.Ok && (nilIsAbsent || step.Value != Op.Nothing)
                && (next ?? state).GetValueOrDefault(step.Key, initial) != step.Value)
            {
                return false;
            }
        }

        state = next ?? state;
        return true;
    }
}
