namespace ChaosHarness.Checkers.Consistency;

/// <summary>Judges single keys of one model. One object per thread.</summary>
internal abstract class Judge
{
    /// <summary>Which engine gave the last answer: <c>zones</c>, <c>search</c>, <c>scan</c>, <c>graph</c>, <c>patterns</c>.</summary>
    public string Engine { get; protected set; } = "";

    /// <summary>Whether the model's operations touch one key each, so that keys can be judged one by one.</summary>
    public virtual bool IsPerKey => true;

    /// <summary>Judges the operations of one key.</summary>
    public abstract EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget);

    /// <summary>The judge for a model.</summary>
    public static Judge For(ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options) => model switch
    {
        ConsistencyModel.Register => new RegisterJudge(history, options.InitialValue(history)),
        ConsistencyModel.Mutex => new RegisterJudge(history, 0),
        ConsistencyModel.KeyValue => new KeyValueJudge(history, options.Initial ?? ""),
        ConsistencyModel.List => new ListJudge(history),
        ConsistencyModel.Set => new SetJudge(history),
        _ => throw new ArgumentOutOfRangeException(nameof(model), model, "this model has no judge"),
    };
}

internal sealed class RegisterJudge(ConsistencyHistory history, long initial) : Judge
{
    private readonly RegisterEngine _engine = new(initial);

    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        EngineAnswer answer = _engine.Decide(history.Ops, order, budget);
        Engine = _engine.Searched ? "search" : "zones";
        return answer;
    }
}

internal sealed class KeyValueJudge(ConsistencyHistory history, string initial) : Judge
{
    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        Engine = "search";
        return SearchEngine.KeyValue(history, order, initial, budget);
    }
}

internal sealed class ListJudge(ConsistencyHistory history) : Judge
{
    private readonly ListEngine _engine = new(history);

    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        Engine = "scan";
        return _engine.Decide(order);
    }
}

internal sealed class SetJudge(ConsistencyHistory history) : Judge
{
    private readonly SetEngine _engine = new(history);

    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        Engine = "scan";
        return _engine.Decide(order);
    }
}
