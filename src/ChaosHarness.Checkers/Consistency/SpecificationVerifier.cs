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
