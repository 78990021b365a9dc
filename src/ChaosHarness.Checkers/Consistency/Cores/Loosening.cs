namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Part of a history up to the time of a contradiction. What ended later has not ended yet: it need not have taken
/// effect, but if it has, then with the result that it returned. In a legal order of the whole history, all that stands
/// in front of the last operation that had ended by then began before that time too, so that such a part is legal
/// if the whole is.
/// </summary>
internal static class Loosening
{
    /// <summary>Some operations at that time.</summary>
    public static ConsistencyHistory Of(ConsistencyHistory history, IEnumerable<int> core, long cutoff) =>
        new([.. core.Select(i => Of(history.Ops[i], cutoff))])
        {
            Keys = history.Keys, Texts = history.Texts, Lists = history.Lists, Transactions = history.Transactions,
        };

    /// <summary>One operation at that time.</summary>
    public static Op Of(Op op, long cutoff) => op.End > cutoff ? op with { End = Op.Never } : op;
}
