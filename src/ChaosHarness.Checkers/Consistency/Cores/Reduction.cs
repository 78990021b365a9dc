namespace ChaosHarness.Checkers.Consistency;

/// <summary>Reduces contradictions to their core, confirms them by brute force, and tells them.</summary>
internal static class Reduction
{
    /// <summary>The violation behind a conflict.</summary>
    public static Violation Tell(
        ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options, string key, Conflict conflict,
        CancellationToken ct)
    {
        Conflict core = CoreNames.Name(
            history, model, options, WithoutNeedlessReads(history, model, options, Reduce(history, model, options, conflict, ct)));
        int[] ops = [.. core.Core.Distinct().Order()];
        ViolationWording words = new(history, model, options);
        return new()
        {
            Anomaly = core.Anomaly,
            Key = key,
            Text = words.Explain(core, key),
            Operations = [.. ops.Select(words.Describe)],
            Lines = [.. ops.Select(i => history.Ops[i].Line)],
            Confirmed = Confirmation.Of(history, model, options, core),
            Core = ops,
            Pair = (core.Early, core.Late),
        };
    }

    /// <summary>
    /// Leaves out reads as long as the definition itself confirms that what is left has no legal order. Leaving out a read
    /// only takes a demand away, so what is left contradicts by itself.
    /// </summary>
    private static Conflict WithoutNeedlessReads(
        ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options, Conflict conflict)
    {
        int[] reads = [.. conflict.Core.Distinct().Where(i => history.Ops[i] is { Kind: OpKind.Read or OpKind.ReadLast, Ending: Ending.Ok }
            && i != conflict.Early && i != conflict.Late)];
        foreach (int read in reads)
        {
            Conflict without = conflict with { Core = [.. conflict.Core.Where(i => i != read)] };
            if (without.Core.Length > 0 && Confirmation.Of(history, model, options, without) == true)
                conflict = without;
        }

        return conflict;
    }

    private static Conflict Reduce(
        ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options, Conflict conflict,
        CancellationToken ct)
    {
        ReductionBudget budget = new(options.Clock, ct, options.Interrupt);
        if (model == ConsistencyModel.Counter)
            return ReduceCounter(history, options, conflict, budget);
        if (conflict.Anomaly != Anomaly.NotLinearizable)
            return conflict;
        return model switch
        {
            ConsistencyModel.Register => new RegisterReduction(
                history.Ops, options.InitialValue(history), budget).Reduce(conflict),
            ConsistencyModel.Mutex => new RegisterReduction(history.Ops, 0, budget).Reduce(conflict),
            ConsistencyModel.KeyValue => ReduceText(history, options, conflict, budget),
            ConsistencyModel.MultiRegister => new MultiRegisterReduction(
                history, options.InitialValue(history), options.NilIsAbsent, budget).Reduce(conflict),
            ConsistencyModel.Queue => new QueueReduction(history, budget).Reduce(conflict),
            ConsistencyModel.List => new ReadReduction(
                history, budget, op => op.Kind != OpKind.Append,
                some => new ListEngine(some).Decide(All(some), budget.Search())).Reduce(conflict),
            _ => conflict,
        };
    }

    private static Conflict ReduceCounter(
        ConsistencyHistory history, ConsistencyOptions options, Conflict conflict, ReductionBudget budget)
    {
        long initial = Counters.Initial(history, options);
        int key = history.Ops[conflict.Core[0]].Key;
        int[] members = [.. Enumerable.Range(0, history.Count).Where(i => history.Ops[i].Key == key)];
        if (new CounterReduction(history, initial).Reduce(conflict, members) is { } reduced)
            return reduced;
        return conflict.Anomaly != Anomaly.NotLinearizable ? conflict
            : new ReadReduction(history, budget, op => op.Kind == OpKind.Read, some => SearchEngine.Counter(
                some.Ops, All(some), initial, budget.Search())).Reduce(conflict);
    }

    private static Conflict ReduceText(
        ConsistencyHistory history, ConsistencyOptions options, Conflict conflict, ReductionBudget budget)
    {
        string initial = options.Initial ?? "";
        int key = history.Ops[conflict.Core[0]].Key;
        TextTokens? tokens = initial.Length > 0 ? null : TextTokens.Of(
            history, Enumerable.Range(0, history.Count).Where(i => history.Ops[i].Key == key));
        return tokens is not null
            ? new TextReduction(history, budget, tokens).Reduce(conflict)
            : new ReadReduction(history, budget, op => op.Kind == OpKind.Read, some => SearchEngine.KeyValue(
                some, All(some), initial, budget.Search())).Reduce(conflict);
    }

    private static ReadOnlySpan<int> All(ConsistencyHistory history) => Partition.Whole(history.Ops)[0];
}

/// <summary>What reducing one violation may cost; used up, the core stays larger than it might be.</summary>
internal sealed class ReductionBudget(TimeProvider clock, CancellationToken ct, CancellationToken interrupt)
{
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(2);
    private readonly long _started = clock.GetTimestamp();

    /// <summary>Whether time is left.</summary>
    public bool HasTime => !interrupt.IsCancellationRequested && clock.GetElapsedTime(_started) < _time;

    /// <summary>A budget for one search.</summary>
    public SearchBudget Search() => new(_time - clock.GetElapsedTime(_started), 256L << 20, clock, ct, interrupt);
}
