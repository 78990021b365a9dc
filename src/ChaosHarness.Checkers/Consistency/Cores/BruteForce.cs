namespace ChaosHarness.Checkers.Consistency;

/// <summary>A sequential specification in its plainest form, with states that are values.</summary>
internal interface ISpecification<TState>
{
    /// <summary>Applies an operation that takes effect; false when it is not legal in this state.</summary>
    bool Step(ref TState state, in Op op);
}

/// <summary>
/// The definition of linearizability, word for word: tries every order. For a few operations only. It shares no code
/// with the engines, so that it can be asked for a second opinion.
/// </summary>
internal static class BruteForce
{
    /// <summary>More operations than this are not tried.</summary>
    public const int Most = 24;

    /// <summary>Whether a legal order exists.</summary>
    /// <param name="ops">At most <see cref="Most"/> operations.</param>
    /// <param name="specification">The model.</param>
    /// <param name="initial">The state before all of them.</param>
    public static bool IsLinearizable<TState>(ReadOnlySpan<Op> ops, ISpecification<TState> specification, TState initial)
    {
        long steps = long.MaxValue;
        return Try(ops, specification, Telling(ops), initial, ref steps) ?? false;
    }

    /// <summary>Likewise; null when there are too many operations, or more than so many steps would have to be tried.</summary>
    public static bool? IsLinearizable<TState>(
        ReadOnlySpan<Op> ops, ISpecification<TState> specification, TState initial, long mostSteps) =>
        ops.Length > Most ? null : Try(ops, specification, Telling(ops), initial, ref mostSteps);

    private static uint Telling(ReadOnlySpan<Op> ops)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ops.Length, Most);
        uint telling = 0;
        for (int i = 0; i < ops.Length; i++)
        {
            if (ops[i].Ending != Ending.NoEffect && !SaysNothing(ops[i]))
                telling |= 1u << i;
        }

        return telling;
    }

    /// <summary>A read of unknown outcome: it changed nothing and nobody knows what it saw.</summary>
    private static bool SaysNothing(in Op op) => op.Kind == OpKind.Read && op.Ending == Ending.Unknown;

    private static bool? Try<TState>(
        ReadOnlySpan<Op> ops, ISpecification<TState> specification, uint rest, TState state, ref long steps)
    {
        long firstEnd = long.MaxValue;
        bool done = true;
        for (int i = 0; i < ops.Length; i++)
        {
            if ((rest >> i & 1) == 0)
                continue;
            firstEnd = Math.Min(firstEnd, ops[i].End);
            done &= ops[i].End == Op.Never;
        }

        if (done)
            return true;
        for (int i = 0; i < ops.Length; i++)
        {
            if ((rest >> i & 1) == 0 || ops[i].Start > firstEnd)
                continue;
            if (--steps < 0)
                return null;
            TState next = state;
            if (specification.Step(ref next, ops[i])
                && Try(ops, specification, rest & ~(1u << i), next, ref steps) is not false and var found)
            {
                return found;
            }
        }

        return false;
    }
}

/// <summary>A register with compare-and-set.</summary>
internal sealed class RegisterSpecification : ISpecification<long>
{
    public bool Step(ref long state, in Op op)
    {
        switch (op.Kind)
        {
            case OpKind.Write:
                state = op.A;
                return true;
            case OpKind.Read:
                return op.B == state;
            case OpKind.CompareAndSet when op.Ending == Ending.ValueDiffered:
                return op.A != state;
            case OpKind.CompareAndSet when op.A == state:
                state = op.B;
                return true;
            default:
                return false;
        }
    }
}
