namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// Adds of elements that another add has put into the set: they may take effect at any place from that one's on. Each
/// gets the lowest place that is not below anything that ended before it began.
/// </summary>
internal sealed class RepeatedAdds(Op[] ops)
{
    private readonly List<int> _adds = [];
    private readonly Dictionary<int, int> _causes = [];

    /// <summary>How many there are.</summary>
    public int Count => _adds.Count;

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _adds.Clear();
        _causes.Clear();
    }

    /// <summary>Takes one; they have to come by start.</summary>
    public void Add(int add) => _adds.Add(add);

    /// <summary>Places all of them.</summary>
    /// <param name="placed">Everything else, placed without a conflict.</param>
    /// <param name="lowest">The lowest place that an add's element allows.</param>
    public void Place(PlacedOps placed, Func<int, int> lowest)
    {
        PriorityQueue<(int Op, int Place), long> ends = new();
        foreach ((int op, int place) in placed.Places())
            ends.Enqueue((op, place), ops[op].End);
        (int Op, int Place) highest = (-1, -1);
        foreach (int add in _adds)
        {
            while (ends.TryPeek(out (int Op, int Place) ended, out long end) && end < ops[add].Start)
            {
                ends.Dequeue();
                if (ended.Place > highest.Place)
                    highest = (CauseOf(ended.Op), ended.Place);
            }

            int place = lowest(add);
            if (highest.Place > place)
                (place, _causes[add]) = (highest.Place, highest.Op);
            placed.Add(add, place);
            ends.Enqueue((add, place), ops[add].End);
        }

        placed.SortByStart();
    }

    /// <summary>The operation that an add's place comes from; for anything else itself.</summary>
    public int CauseOf(int op) => _causes.GetValueOrDefault(op, op);
}
