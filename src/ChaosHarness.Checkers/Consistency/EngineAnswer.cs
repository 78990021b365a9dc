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

    /// <summary>The first sentence, where the engine knows it better than the general one.</summary>
    public string? Text { get; init; }
}

/// <summary>An engine's answer for one partition.</summary>
/// <param name="Decision">What it found.</param>
/// <param name="Witness">A legal order, where the engine makes one.</param>
/// <param name="Conflict">The first contradiction.</param>
/// <param name="More">Further ones.</param>
internal readonly record struct EngineAnswer(Decision Decision, int[]? Witness = null, Conflict? Conflict = null,
    IReadOnlyList<Conflict>? More = null)
{
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
