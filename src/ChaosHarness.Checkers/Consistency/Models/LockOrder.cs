namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// One client's hold of a lock: operations that belong together, their least end and greatest start; the last acquire,
/// and its token.
/// </summary>
internal sealed record Hold(List<int> Ops, long First, long Last, int Acquire, long Token);

/// <summary>
/// Orders holds so that time and tokens are respected. One can be next if no other one left has to precede it: none has
/// its least end before this one's greatest start, and none has a lower token. So it is the one with the least token, or
/// among those without a token the one with the least of all greatest starts or of all least ends.
/// </summary>
internal static class LockOrder
{
    /// <summary>The holds in a legal order, or null when there is none.</summary>
    public static List<Hold>? Of(List<Hold> holds)
    {
        Hold[] byFirst = [.. holds.OrderBy(h => h.First)];
        Queue<Hold> byToken = new(holds.Where(h => h.Token != Op.Nothing).OrderBy(h => h.Token));
        Queue<Hold> byLast = new(holds.Where(h => h.Token == Op.Nothing).OrderBy(h => h.Last));
        HashSet<Hold> placed = new(ReferenceEqualityComparer.Instance);
        List<Hold> order = new(holds.Count);
        int next = 0;
        while (order.Count < holds.Count)
        {
            next = Skip(byFirst, next, placed);
            int second = Skip(byFirst, next + 1, placed);
            Hold? token = Peek(byToken, placed);
            Hold? last = Peek(byLast, placed);
            Hold? first = byFirst[next].Token == Op.Nothing ? byFirst[next] : null;
            Hold? one = ((Hold?[])[last, first, token]).FirstOrDefault(h => h is not null
                && (h == byFirst[next] ? second == byFirst.Length || h.Last <= byFirst[second].First
                    : h.Last <= byFirst[next].First));
            if (one is null)
                return null;
            placed.Add(one);
            order.Add(one);
        }

        return order;
    }

    private static int Skip(Hold[] holds, int from, HashSet<Hold> placed)
    {
        while (from < holds.Length && placed.Contains(holds[from]))
            from++;
        return from;
    }

    private static Hold? Peek(Queue<Hold> holds, HashSet<Hold> placed)
    {
        while (holds.TryPeek(out Hold? hold) && placed.Contains(hold))
            holds.Dequeue();
        return holds.TryPeek(out Hold? found) ? found : null;
    }
}
