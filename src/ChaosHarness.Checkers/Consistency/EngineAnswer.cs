namespace ChaosHarness.Checkers.Consistency;

/// <summary>What an engine can say about one partition.</summary>
internal enum Decision
{
    /// <summary>Linearizable; a witness shows it.</summary>
    Linearizable,

    /// <summary>Not linearizable.</summary>
    Violated,

    /// <summary>The budget ran out.</summary>
    OutOfBudget,

    /// <summary>The engine is not made for such a history; another one has to be asked.</summary>
    NotApplicable,
}

/// <summary>A contradiction as an engine found it.</summary>
/// <param name="Anomaly">Its name.</param>
/// <param name="Core">The operations that make it, as indexes into the history's array.</param>
internal sealed record Conflict(Anomaly Anomaly, int[] Core)
{
    /// <summary>The operation that must have come first, because it ended before <see cref="Late"/> began; or -1.</summary>
    public int Early { get; init; } = -1;

    /// <summary>The operation that shows it did not; or -1.</summary>
    public int Late { get; init; } = -1;

    /// <summary>When the operations become contradictory; what ended later counts as not ended yet.</summary>
    public long Cutoff { get; init; } = Op.Never;

    /// <summary>
    /// All operations, where the core is what had begun when the search got stuck. A search that looks ahead may get
    /// stuck earlier than the contradiction is complete.
    /// </summary>
    public int[]? Whole { get; init; }

    /// <summary>The conflict, or the whole of it where the core alone is not contradictory.</summary>
    /// <param name="isBad">Whether operations are contradictory by themselves up to a time.</param>
    public Conflict Complete(Func<int[], long, bool> isBad) =>
        Whole is null || isBad(Core, Cutoff) ? this : this with { Core = Whole, Cutoff = Op.Never };

    /// <summary>The texts (by number) that are kept where all others are struck out of a key-value history; else null.</summary>
    public IReadOnlySet<long>? Kept { get; init; }

    /// <summary>The reduced history itself, where more than whole operations were left out; else null.</summary>
    public ConsistencyHistory? Image { get; init; }

    /// <summary>What the core's counter is allowed besides the core's operations.</summary>
    public CounterLaxity Laxity { get; init; }

    /// <summary>The first sentence, where the engine knows it better than the general one.</summary>
    public string? Text { get; init; }
}

/// <summary>What a counter may do besides the operations of a core, so that the others can be left out.</summary>
internal enum CounterLaxity
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Grow at any time.</summary>
    Growing,

    /// <summary>Shrink at any time, and begin as high as it likes.</summary>
    Shrinking,

    /// <summary>Shrink at any time.</summary>
    ShrinkingFromInitial,
}

/// <summary>An engine's answer for one partition.</summary>
/// <param name="Decision">What it found.</param>
/// <param name="Witness">A legal order, where the engine makes one.</param>
/// <param name="Conflict">The first contradiction.</param>
/// <param name="More">Further ones.</param>
internal readonly record struct EngineAnswer(Decision Decision, int[]? Witness = null, Conflict? Conflict = null,
    IReadOnlyList<Conflict>? More = null)
{
    /// <summary>Whether a search said so, and not the faster engine of the model.</summary>
    public bool Searched { get; init; }

    public static EngineAnswer NotApplicable => new(Decision.NotApplicable);

    public static EngineAnswer OutOfBudget => new(Decision.OutOfBudget);

    public static EngineAnswer Violated(Conflict conflict) => new(Decision.Violated, null, conflict);

    /// <summary>Holds, with nothing to certify it but the check itself.</summary>
    public static EngineAnswer Holds => new(Decision.Linearizable);

    /// <summary>Holds unless there is a conflict.</summary>
    public static EngineAnswer Of(IReadOnlyList<Conflict> conflicts) =>
        conflicts.Count == 0 ? Holds : new(Decision.Violated, null, conflicts[0], [.. conflicts.Skip(1)]);

    public static EngineAnswer Linearizable(int[] witness) => new(Decision.Linearizable, witness);
}
