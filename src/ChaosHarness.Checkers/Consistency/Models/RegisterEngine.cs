namespace ChaosHarness.Checkers.Consistency;

/// <summary>Judges one register: zones first, the search where zones do not decide.</summary>
internal sealed class RegisterEngine(long initial)
{
    private readonly ZoneEngine _zones = new();

    /// <summary>Judges the operations of one register.</summary>
    public EngineAnswer Decide(Op[] ops, ReadOnlySpan<int> order, SearchBudget budget)
    {
        EngineAnswer answer = _zones.Decide(ops, order, initial);
        return answer.Decision == Decision.NotApplicable ? Search(ops, order, initial, budget) : answer;
    }

    /// <summary>
    /// Searches, first without the operations of unknown outcome that nothing saw: a legal order without them is one
    /// with them. The other way round holds too unless a compare-and-set failed, which one of them may explain.
    /// </summary>
    public static EngineAnswer Search(Op[] ops, ReadOnlySpan<int> order, long initial, SearchBudget budget)
    {
        int[] all = Relevant(ops, order);
        int[] seen = WithoutUnseen(ops, all);
        EngineAnswer answer = SearchIn(ops, seen, order, initial, budget);
        bool mayExplain = seen.Length < all.Length
            && Array.Exists(seen, i => ops[i].Ending == Ending.ValueDiffered);
        return answer.Decision == Decision.Violated && mayExplain
            ? SearchIn(ops, all, order, initial, budget)
            : answer;
    }

    private static EngineAnswer SearchIn(
        Op[] ops, int[] members, ReadOnlySpan<int> order, long initial, SearchBudget budget)
    {
        SearchInput input = SearchInput.From(ops, members);
        LinearSearch<RegisterModel> search = new(input, new(input, initial), budget);
        EngineAnswer answer = search.Decide();
        if (answer.Decision == Decision.Violated)
            return EngineAnswer.Violated(SearchEngine.UpTo(input, search.Farthest)) with { Searched = true };
        return answer.Decision == Decision.Linearizable
            && !WitnessVerifier.IsRegisterOrder(ops, order, answer.Witness, initial)
            ? throw new InvalidOperationException("The search's witness does not stand up to the verifier.")
            : answer;
    }

    /// <summary>Operations that say something.</summary>
    private static int[] Relevant(Op[] ops, ReadOnlySpan<int> order)
    {
        List<int> members = new(order.Length);
        foreach (int i in order)
        {
            bool says = ops[i].Ending switch
            {
                Ending.Ok => true,
                Ending.ValueDiffered => ops[i].Kind == OpKind.CompareAndSet,
                Ending.Unknown => ops[i].Kind != OpKind.Read,
                _ => false,
            };
            if (says)
                members.Add(i);
        }

        return [.. members];
    }

    private static int[] WithoutUnseen(Op[] ops, int[] members)
    {
        HashSet<long> seen = [];
        bool hasUnknown = false;
        foreach (int i in members)
        {
            hasUnknown |= ops[i].Ending == Ending.Unknown;
            if (ops[i].Ending == Ending.Ok && ops[i].Kind != OpKind.Write)
                seen.Add(ops[i].Kind == OpKind.Read ? ops[i].B : ops[i].A);
        }

        if (!hasUnknown)
            return members;
        // An update of unknown outcome that was seen saw its own expected value.
        for (bool grew = true; grew;)
        {
            grew = false;
            foreach (int i in members)
            {
                if (ops[i].Ending == Ending.Unknown && ops[i].Kind == OpKind.CompareAndSet && seen.Contains(ops[i].B))
                    grew |= seen.Add(ops[i].A);
            }
        }

        return Array.FindAll(members, i => ops[i].Ending != Ending.Unknown
            || seen.Contains(ops[i].Kind == OpKind.Write ? ops[i].A : ops[i].B));
    }
}
