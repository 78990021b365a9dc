namespace ChaosHarness.Checkers.Consistency;

/// <summary>Who holds a lock, whether under a lease, and the greatest token given.</summary>
internal readonly record struct LockState(int? Holder, bool IsLease, long Token)
{
    /// <summary>Free, and no token given yet.</summary>
    public static LockState Free => new(null, false, Op.Nothing);
}

/// <summary>
/// A lock word for word. An acquire needs it free, or held by the same client, or held under a lease (one that came with
/// a token and may have expired); its token has to be greater than all before. A release needs the client to hold it.
/// </summary>
internal sealed class LockSpecification : ISpecification<LockState>
{
    public bool Step(ref LockState state, in Op op)
    {
        bool isOurs = state.Holder == op.Process;
        if (op.Kind == OpKind.Release)
        {
            state = isOurs ? state with { Holder = null, IsLease = false } : state;
            return isOurs || op.Ending == Ending.Unknown;
        }

        long token = op.Ending == Ending.Ok ? op.B : Op.Nothing;
        if ((state.Holder is not null && !isOurs && !state.IsLease) || (token != Op.Nothing && token <= state.Token))
            return false;
        state = new(op.Process, token != Op.Nothing, Math.Max(token, state.Token));
        return true;
    }
}

/// <summary>Verifies orders of locks by doing them one by one. O(n).</summary>
internal static class LockVerifier
{
    /// <summary>Whether this order proves that the lock was held by one client at a time, with rising tokens.</summary>
    public static bool IsOrder(Op[] ops, ReadOnlySpan<int> members, ReadOnlySpan<int> order)
    {
        int holder = -1;
        long greatest = Op.Nothing;
        foreach (int i in order)
        {
            Op op = ops[i];
            bool mayHold = holder < 0 || ops[holder].Process == op.Process;
            if (op.Kind == OpKind.Acquire)
            {
                bool isLease = holder >= 0 && ops[holder].B != Op.Nothing;
                long token = op.Ending == Ending.Ok ? op.B : Op.Nothing;
                if (!(mayHold || isLease) || (token != Op.Nothing && token <= greatest))
                    return false;
                (holder, greatest) = (i, Math.Max(greatest, token));
            }
            else if (op.Kind != OpKind.Release || holder < 0 || !mayHold)
            {
                return false;
            }
            else
            {
                holder = -1;
            }
        }

        return WitnessVerifier.RespectsTime(ops, order) && WitnessVerifier.IsComplete(ops, Telling(ops, members), order);
    }

    /// <summary>What says something: no failures, and no releases by clients that hold nothing.</summary>
    public static int[] Telling(Op[] ops, ReadOnlySpan<int> members)
    {
        HashSet<int> holders = [];
        List<int> telling = [];
        foreach (int i in members)
        {
            Op op = ops[i];
            if (op.Ending is not (Ending.Ok or Ending.Unknown))
                continue;
            bool holds = op.Kind == OpKind.Acquire ? holders.Add(op.Process) || true : holders.Remove(op.Process);
            if (holds)
                telling.Add(i);
        }

        return [.. telling];
    }
}
