namespace ChaosHarness.Checkers.Consistency;

/// <summary>Judges single keys of one model. One object per thread.</summary>
internal abstract class ModelJudge
{
    /// <summary>Which engine gave the last answer: <c>zones</c>, <c>search</c>, <c>scan</c>, <c>graph</c>, <c>patterns</c>.</summary>
    public string Engine { get; protected set; } = "";

    /// <summary>Whether the model's operations touch one key each, so that keys can be judged one by one.</summary>
    public virtual bool IsPerKey => true;

    /// <summary>Judges the operations of one key.</summary>
    public abstract EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget);

    /// <summary>The judge for a model.</summary>
    public static ModelJudge For(ConsistencyHistory history, ConsistencyModel model, ConsistencyOptions options) => model switch
    {
        ConsistencyModel.Register => new RegisterJudge(history, options.InitialValue(history)),
        ConsistencyModel.Mutex => new RegisterJudge(history, 0),
        ConsistencyModel.KeyValue => new KeyValueJudge(history, options.Initial ?? ""),
        ConsistencyModel.List => new ListJudge(history),
        ConsistencyModel.Set => new SetJudge(history),
        ConsistencyModel.Counter => new CounterJudge(history, options),
        ConsistencyModel.UniqueIds => new PatternJudge(order => UniqueIds.Decide(history, order)),
        ConsistencyModel.Queue => new QueueJudge(history),
        ConsistencyModel.Lock => new LockJudge(history),
        ConsistencyModel.Bank => new PatternJudge(_ => Bank.Decide(history, options), false),
        ConsistencyModel.MultiRegister => new MultiRegisterJudge(history, options),
        ConsistencyModel.ListAppend => new TransactionJudge(history, options),
        _ => throw new ArgumentOutOfRangeException(nameof(model), model, "this model has no judge"),
    };
}

internal sealed class RegisterJudge(ConsistencyHistory history, long initial) : ModelJudge
{
    private readonly RegisterEngine _engine = new(initial);

    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        EngineAnswer answer = _engine.Decide(history.Ops, order, budget);
        Engine = _engine.Searched ? "search" : "zones";
        return answer;
    }
}

internal sealed class KeyValueJudge(ConsistencyHistory history, string initial) : ModelJudge
{
    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        Engine = "search";
        return SearchEngine.KeyValue(history, order, initial, budget);
    }
}

internal sealed class ListJudge(ConsistencyHistory history) : ModelJudge
{
    private readonly ListEngine _engine = new(history);

    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        EngineAnswer answer = _engine.Decide(order, budget);
        Engine = _engine.Searched ? "search" : "scan";
        return answer;
    }
}

internal sealed class SetJudge(ConsistencyHistory history) : ModelJudge
{
    private readonly SetEngine _engine = new(history);

    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        Engine = "scan";
        return _engine.Decide(order);
    }
}

internal sealed class QueueJudge(ConsistencyHistory history) : ModelJudge
{
    private readonly QueueEngine _engine = new(history);

    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        EngineAnswer answer = _engine.Decide(order, budget);
        Engine = _engine.Searched ? "search" : "patterns";
        return answer;
    }
}

internal sealed class LockJudge(ConsistencyHistory history) : ModelJudge
{
    private readonly LockEngine _engine = new(history);

    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        EngineAnswer answer = _engine.Decide(order, budget);
        Engine = _engine.Searched ? "search" : "patterns";
        return answer;
    }
}

internal sealed class CounterJudge(ConsistencyHistory history, ConsistencyOptions options) : ModelJudge
{
    private readonly long _initial = Counters.Initial(history, options);

    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        Engine = "bounds";
        return CounterBounds.FirstConflict(history, order, _initial) is { } conflict
            ? EngineAnswer.Violated(conflict)
            : Search(order, budget);
    }

    private EngineAnswer Search(ReadOnlySpan<int> order, SearchBudget budget)
    {
        Engine = "search";
        return SearchEngine.Counter(history.Ops, order, _initial, budget);
    }
}

internal sealed class MultiRegisterJudge(ConsistencyHistory history, ConsistencyOptions options) : ModelJudge
{
    public override bool IsPerKey => false;

    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        Engine = "search";
        return SearchEngine.MultiRegister(history, order, options.InitialValue(history), options.NilIsAbsent, budget);
    }
}

internal sealed class TransactionJudge(ConsistencyHistory history, ConsistencyOptions options) : ModelJudge
{
    public override bool IsPerKey => false;

    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        Engine = "graph";
        return new ListAppendEngine(history, options.Realtime).Decide();
    }
}

/// <summary>Looks for the patterns that every violation of a model contains.</summary>
internal sealed class PatternJudge(PatternJudge.Look look, bool isPerKey = true) : ModelJudge
{
    public delegate EngineAnswer Look(ReadOnlySpan<int> order);

    public override bool IsPerKey => isPerKey;

    public override EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget)
    {
        Engine = "patterns";
        return look(order);
    }
}
