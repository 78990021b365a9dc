namespace ChaosHarness.Checkers.Consistency;

/// <summary>Definitions of updates that built on a version which was not the newest one (Berenson et al. 1995, P4).</summary>
internal static class LostUpdates
{
    /// <summary>Whether an operation is a compare-and-set that surely changed the value.</summary>
    public static bool IsUpdate(in Op op) =>
        op.Kind == OpKind.CompareAndSet && op.Ending == Ending.Ok && op.End != Op.Never && op.A != op.B;

    /// <summary>
    /// Two of several compare-and-sets from a value that succeeded more often than the value can have been there: the
    /// one that ended first and the one that began last. Null when there is no such value.
    /// </summary>
    public static (int Early, int Late)? TwoOnOneVersion(Op[] ops, long initial)
    {
        foreach (IGrouping<long, int> updates in Enumerable.Range(0, ops.Length).Where(i => IsUpdate(ops[i])).GroupBy(i => ops[i].A))
        {
            int versions = (updates.Key == initial ? 1 : 0) + ops.Count(o => o.Ending is Ending.Ok or Ending.Unknown
                && (o.Kind == OpKind.Write ? o.A == updates.Key : o.Kind == OpKind.CompareAndSet && o.A != o.B && o.B == updates.Key));
            if (updates.Count() <= Math.Max(versions, 1))
                continue;
            int early = updates.MinBy(i => ops[i].End);
            return (early, updates.Where(i => i != early).MaxBy(i => ops[i].Start));
        }

        return null;
    }

    /// <summary>
    /// Whether the core is legal if an update compared first and set later: what came between was overwritten unseen.
    /// Then the operation that had ended before the update began and yet had to come after the comparison; -1 when the
    /// comparison may have been made while the update ran. Null when the core is not legal even so.
    /// </summary>
    public static int? Overwritten(Op[] ops, int update, long initial)
    {
        int[] ended = [.. Enumerable.Range(0, ops.Length)
            .Where(i => ops[i].End < ops[update].Start).OrderByDescending(i => ops[i].End)];
        foreach (int early in (int[])[-1, .. ended])
        {
            Op[] steps = [.. ops.Select((op, i) => op with { Line = i }),
                ops[update] with { Start = early < 0 ? ops[update].Start : ops[early].End, Line = ops.Length }];
            if (BruteForce.IsLinearizable(steps, new TwoSteps(ops.Length, update), (initial, false), CoreQuestion.MostSteps) == true)
                return early;
        }

        return null;
    }

    /// <summary>A register with one compare-and-set in two steps. Operations are told apart by their line.</summary>
    private sealed class TwoSteps(int compare, int set) : ISpecification<(long Value, bool Compared)>
    {
        private readonly RegisterSpecification _register = new();

        public bool Step(ref (long Value, bool Compared) state, in Op op)
        {
            if (op.Line == set)
            {
                state.Value = op.B;
                return state.Compared;
            }

            if (op.Line != compare)
                return _register.Step(ref state.Value, op);
            state.Compared = true;
            return state.Value == op.A;
        }
    }
}
