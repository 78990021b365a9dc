using System.Runtime.InteropServices;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Verifies orders of list-append transactions by running them one by one. It shares no code with the engine that finds
/// them; the cost is linear in the operations and the elements read.
/// </summary>
internal static class TransactionVerifier
{
    /// <summary>Whether this order proves the transactions (strictly) serializable.</summary>
    /// <param name="history">The history.</param>
    /// <param name="order">The claimed order.</param>
    /// <param name="realtime">Whether it has to respect real time.</param>
    public static bool IsOrder(ConsistencyHistory history, ReadOnlySpan<int> order, bool realtime)
    {
        Op[] ops = history.Ops;
        if (realtime && !WitnessVerifier.RespectsTime(ops, order))
            return false;
        List<long>[] lists = new List<long>[history.Keys.Count];
        for (int key = 0; key < lists.Length; key++)
            lists[key] = [];
        foreach (int t in order)
        {
            if (ops[t].Ending is not (Ending.Ok or Ending.Unknown) || !Run(history, ops[t], lists))
                return false;
        }

        return WitnessVerifier.IsComplete(ops, Partition.Whole(ops)[0], order);
    }

    private static bool Run(ConsistencyHistory history, in Op transaction, List<long>[] lists)
    {
        foreach (MicroOp step in history.Transactions[(int)transaction.A])
        {
            List<long> list = lists[step.Key];
            if (step.Kind == OpKind.Append)
                list.Add(step.Value);
            else if (transaction.Ending == Ending.Ok && step.Value != Op.Nothing
                && !CollectionsMarshal.AsSpan(list).SequenceEqual(history.Lists[(int)step.Value]))
            {
                return false;
            }
        }

        return true;
    }
}
