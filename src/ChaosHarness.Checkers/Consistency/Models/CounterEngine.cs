namespace ChaosHarness.Checkers.Consistency;

/// <summary>Judges one counter: what no counter could show first, then the search.</summary>
internal sealed class CounterEngine(ConsistencyHistory history, ConsistencyOptions options)
{
    private readonly long _initial = Counters.Initial(history, options);

    public EngineAnswer Decide(ReadOnlySpan<int> order, SearchBudget budget) =>
        CounterBounds.FirstConflict(history, order, _initial) is { } conflict
            ? EngineAnswer.Violated(conflict)
            : SearchEngine.Counter(history.Ops, order, _initial, budget);
}
