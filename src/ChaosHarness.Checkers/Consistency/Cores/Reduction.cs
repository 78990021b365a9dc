namespace ChaosHarness.Checkers.Consistency;

/// <summary>Reduces contradictions to their core, confirms them by brute force, and tells them.</summary>
internal static class Reduction
{
    /// <summary>The violation behind a conflict.</summary>
    public static Violation Tell(
        ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options, string key, Conflict conflict,
        CancellationToken ct)
    {
        Conflict core = Reduce(history, model, options, conflict, ct);
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

    private static Conflict Reduce(
        ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options, Conflict conflict,
        CancellationToken ct)
    {
        if (conflict.Anomaly != Anomaly.NotLinearizable)
            return conflict;
        ReductionBudget budget = new(options.Clock, ct);
        return model switch
        {
            ConsistencyModel.Register => new RegisterReduction(
                history.Ops, options.InitialValue(history), budget).Reduce(conflict),
            ConsistencyModel.Mutex => new RegisterReduction(history.Ops, 0, budget).Reduce(conflict),
            ConsistencyModel.KeyValue => new ReadReduction(history, budget, core => SearchEngine.KeyValue(
                history, core, options.Initial ?? "", budget.Search())).Reduce(conflict),
            ConsistencyModel.Counter => new ReadReduction(history, budget, core => SearchEngine.Counter(
                history.Ops, core, Counters.Initial(history, options), budget.Search())).Reduce(conflict),
            _ => conflict,
        };
    }
}

/// <summary>What reducing one violation may cost; used up, the core stays larger than it might be.</summary>
internal sealed class ReductionBudget(TimeProvider clock, CancellationToken ct)
{
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(2);
    private readonly long _started = clock.GetTimestamp();

    /// <summary>Whether time is left.</summary>
    public bool HasTime => clock.GetElapsedTime(_started) < _time;

    /// <summary>A budget for one search.</summary>
    public SearchBudget Search() => new(_time - clock.GetElapsedTime(_started), 256L << 20, clock, ct);
}
