namespace ChaosHarness.Checkers.Consistency;

/// <summary>Judges single keys of one model. One object per thread.</summary>
/// <param name="engine">Its engine's name: <c>zones</c>, <c>scan</c>, <c>graph</c>, <c>patterns</c>, <c>bounds</c>, <c>search</c>.</param>
/// <param name="decide">The engine.</param>
internal sealed class ModelJudge(string engine, ModelJudge.Engine decide)
{
    private const string Search = "search";

    /// <summary>Judges the operations of one key.</summary>
    public delegate EngineAnswer Engine(ReadOnlySpan<int> order, SearchBudget budget);

    /// <summary>Whether the model's operations touch one key each, so that keys can be judged one by one.</summary>
    public bool IsPerKey { get; private init; } = true;

    /// <summary>Judges the operations of one key, and names the engine that knew.</summary>
    public (EngineAnswer Answer, string Engine) Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        EngineAnswer answer = decide(order, budget);
        return (answer, answer.Searched ? Search : engine);
    }

    /// <summary>The judge for a model.</summary>
    public static ModelJudge For(ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options) => model switch
    {
        ConsistencyModel.Register => new("zones", RegisterOf(history, options.InitialValue(history))),
        ConsistencyModel.Mutex => new("zones", RegisterOf(history, 0)),
        ConsistencyModel.KeyValue => new(Search, (order, budget) =>
            SearchEngine.KeyValue(history, order, options.Initial ?? "", budget)),
        ConsistencyModel.List => new("scan", new ListEngine(history).Decide),
        ConsistencyModel.Set => new("scan", SetOf(history)),
        ConsistencyModel.Counter => new("bounds", new CounterEngine(history, options).Decide),
        ConsistencyModel.UniqueIds => new("patterns", (order, _) => UniqueIds.Decide(history, order)),
        ConsistencyModel.Queue => new("patterns", new QueueEngine(history).Decide),
        ConsistencyModel.Lock => new("patterns", new LockEngine(history).Decide),
        ConsistencyModel.Bank => new("patterns", (_, _) => Bank.Decide(history, options)) { IsPerKey = false },
        ConsistencyModel.MultiRegister => new(Search, (order, budget) =>
            SearchEngine.MultiRegister(history, order, options.InitialValue(history), options.NilIsAbsent, budget)) { IsPerKey = false },
        ConsistencyModel.ListAppend => new("graph", (_, _) =>
            new ListAppendEngine(history, options.Realtime).Decide()) { IsPerKey = false },
        _ => throw new ArgumentOutOfRangeException(nameof(model), model, "this model has no judge"),
    };

    private static Engine RegisterOf(ConsistencyHistory history, long initial)
    {
        RegisterEngine engine = new(initial);
        return (order, budget) => engine.Decide(history.Ops, order, budget);
    }

    private static Engine SetOf(ConsistencyHistory history)
    {
        SetEngine engine = new(history);
        return (order, _) => engine.Decide(order);
    }
}
