using ChaosHarness.Checking;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>One contradiction, reduced to the operations that make it.</summary>
public sealed record Violation
{
    /// <summary>Its name.</summary>
    public required Anomaly Anomaly { get; init; }

    /// <summary>The key, or an empty text when it spans several.</summary>
    public required string Key { get; init; }

    /// <summary>Two sentences: what was seen, and why it cannot be.</summary>
    public required string Text { get; init; }

    /// <summary>The operations, each described on one line.</summary>
    public required IReadOnlyList<string> Operations { get; init; }

    /// <summary>Where they stand in the history: record or line of their calls, from 1.</summary>
    public required IReadOnlyList<int> Lines { get; init; }

    /// <summary>
    /// Whether trying every order of these operations alone confirmed that none is legal; null when they are too many,
    /// or when the contradiction is no question of order.
    /// </summary>
    public bool? Confirmed { get; init; }

    /// <summary>The operations as indexes into the history's array.</summary>
    internal IReadOnlyList<int> Core { get; init; } = [];

    /// <summary>The operation that ended first, and the one that contradicts it; -1 when there is no such pair.</summary>
    internal (int Early, int Late) Pair { get; init; } = (-1, -1);
}

/// <summary>What a check concluded.</summary>
public sealed record ConsistencyResult
{
    /// <summary>Pass, Fail, or Unknown when the budget ran out or the history does not fit the model.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Keys judged.</summary>
    public required int Keys { get; init; }

    /// <summary>Operations of all kinds.</summary>
    public required int Operations { get; init; }

    /// <summary>Keys (or whole histories) decided by each engine.</summary>
    public required IReadOnlyDictionary<string, int> Engines { get; init; }

    /// <summary>Contradictions, the first ones told in full.</summary>
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>How many contradictions there are, told or not.</summary>
    public required int ViolationCount { get; init; }

    /// <summary>Why something could not be decided, one sentence each.</summary>
    public required IReadOnlyList<string> Undecided { get; init; }

    /// <summary>Time of the check, without reading the history and without reducing violations.</summary>
    public required TimeSpan CheckTime { get; init; }

    /// <summary>Time that reducing, confirming and telling the violations took.</summary>
    public required TimeSpan ReduceTime { get; init; }

    /// <summary>Keys with a verified witness order.</summary>
    public required int Certified { get; init; }

    /// <summary>What this check proves, and what it does not.</summary>
    public required string Claim { get; init; }

    /// <summary>The witness of each key: operation numbers in a legal order; null where there is none.</summary>
    internal IReadOnlyList<int[]?> Witnesses { get; init; } = [];
}
