namespace ChaosHarness.Checkers.Consistency;

/// <summary>Runs the search for models that have no faster engine, and has its witness verified.</summary>
internal static class SearchEngine
{
    /// <summary>Judges texts with put, append and get.</summary>
    public static EngineAnswer KeyValue(
        ConsistencyHistory history, ReadOnlySpan<int> order, string initial, SearchBudget budget)
    {
        SearchInput input = SearchInput.From(history.Ops, Relevant(history.Ops, order));
        EngineAnswer answer = Decide(input, new KeyValueModel(input, history.Texts, initial), budget);
        return Verified(answer, () => KeyValueVerifier.IsOrder(
            history.Ops, input.Members, answer.Witness, history.Texts, initial));
    }

    /// <summary>Judges a counter.</summary>
    public static EngineAnswer Counter(Op[] ops, ReadOnlySpan<int> order, long initial, SearchBudget budget)
    {
        SearchInput input = SearchInput.From(ops, Relevant(ops, order));
        EngineAnswer answer = Decide(input, new CounterModel(input, initial), budget);
        return Verified(answer, () => SpecificationVerifier.IsOrder(
            ops, input.Members, answer.Witness, new CounterSpecification(), initial));
    }

    /// <summary>Judges transactions over registers as one object.</summary>
    public static EngineAnswer MultiRegister(
        ConsistencyHistory history, ReadOnlySpan<int> order, long initial, bool nilIsAbsent, SearchBudget budget)
    {
        Op[] ops = history.Ops;
        HashSet<(int, long)> read = [];
        foreach (int i in order)
        {
            if (ops[i].Ending != Ending.Ok)
                continue;
            foreach (MicroOp step in history.Transactions[(int)ops[i].A].Where(s => s.Kind == OpKind.Read))
                read.Add((step.Key, step.Value));
        }

        // A transaction of unknown outcome of which nothing was read can as well not have happened.
        int[] members = Array.FindAll(Relevant(ops, order), i => ops[i].Ending == Ending.Ok
            || Array.Exists(history.Transactions[(int)ops[i].A], s => s.Kind != OpKind.Read && read.Contains((s.Key, s.Value))));
        SearchInput input = SearchInput.From(ops, members);
        EngineAnswer answer = Decide(input, new MultiRegisterModel(input, history, initial, nilIsAbsent), budget);
        return Verified(answer, () => SpecificationVerifier.IsOrder(
            ops, members, answer.Witness, new MultiRegisterSpecification(history, initial, nilIsAbsent), []));
    }

    /// <summary>Judges a list whose full reads are all prefixes of the longest one.</summary>
    public static EngineAnswer List(ConsistencyHistory history, ReadOnlySpan<int> order, long[] longest, SearchBudget budget)
    {
        Op[] ops = history.Ops;
        HashSet<long> shown = [.. longest];
        foreach (int i in order)
        {
            if (ops[i].Kind == OpKind.ReadLast && ops[i].Ending == Ending.Ok)
                shown.Add(ops[i].B);
        }

        // An append of unknown outcome that nobody saw can as well not have happened; no read knows of unknown ones.
        int[] members = Array.FindAll(
            Relevant(ops, order), i => ops[i].Ending == Ending.Ok || (ops[i].Kind == OpKind.Append && shown.Contains(ops[i].A)));
        SearchInput input = SearchInput.From(ops, members);
        EngineAnswer answer = Decide(input, new ListModel(input, longest, history.Lists), budget);
        return Verified(answer, () => ListVerifier.IsListOrder(history, members, answer.Witness));
    }

    /// <summary>Judges a first-in, first-out queue.</summary>
    public static EngineAnswer Queue(Op[] ops, ReadOnlySpan<int> order, SearchBudget budget)
    {
        int[] members = Array.FindAll(order.ToArray(), i => ops[i].Ending != Ending.NoEffect
            && (ops[i].Ending != Ending.ValueDiffered || ops[i].Kind == OpKind.Dequeue));
        SearchInput input = SearchInput.From(ops, members);
        EngineAnswer answer = Decide(input, new QueueModel(input), budget);
        return Verified(answer, () => QueueVerifier.IsOrder(ops, members, answer.Witness));
    }

    /// <summary>Judges a lock.</summary>
    /// <param name="ops">The history.</param>
    /// <param name="telling">The lock's operations that say something, by start.</param>
    /// <param name="budget">What it may cost.</param>
    public static EngineAnswer Lock(Op[] ops, int[] telling, SearchBudget budget)
    {
        SearchInput input = SearchInput.From(ops, telling);
        EngineAnswer answer = Decide(input, new LockModel(input), budget);
        return Verified(answer, () => SpecificationVerifier.IsOrder(
            ops, telling, answer.Witness, new LockSpecification(), LockState.Free));
    }

    private static EngineAnswer Decide<TModel>(SearchInput input, TModel model, SearchBudget budget)
        where TModel : ISearchModel
    {
        LinearSearch<TModel> search = new(input, model, budget);
        EngineAnswer answer = search.Decide();
        return answer.Decision == Decision.Violated
            ? EngineAnswer.Violated(UpTo(input, search.Farthest) with { Whole = input.Members }) with { Searched = true } : answer;
    }

    /// <summary>
    /// Everything called before the farthest return, without observations that were not made by then: that much is
    /// contradictory by itself.
    /// </summary>
    public static Conflict UpTo(SearchInput input, int farthest)
    {
        long cutoff = input[input.Returns[farthest]].End;
        int[] begun = input.Members[..input.CalledBy[farthest]];
        int[] core = Array.FindAll(begun, i => input.History[i].End <= cutoff
            || (input.History[i].Kind != OpKind.Read && input.History[i].Ending != Ending.ValueDiffered));
        return new(Anomaly.NotLinearizable, core) { Cutoff = cutoff };
    }

    private static EngineAnswer Verified(EngineAnswer answer, Func<bool> stands) =>
        answer.Decision != Decision.Linearizable || stands()
            ? answer
            : throw new InvalidOperationException("The search's witness does not stand up to the verifier.");

    /// <summary>Operations that say something: not those without effect, nor reads of unknown outcome.</summary>
    private static int[] Relevant(Op[] ops, ReadOnlySpan<int> order)
    {
        List<int> members = new(order.Length);
        foreach (int i in order)
        {
            if (ops[i].Ending == Ending.Ok || (ops[i].Ending == Ending.Unknown && ops[i].Kind != OpKind.Read))
                members.Add(i);
        }

        return [.. members];
    }
}
