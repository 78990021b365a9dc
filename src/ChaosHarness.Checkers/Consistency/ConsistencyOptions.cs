using System.Globalization;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>When something was broken, to be named in explanations.</summary>
/// <param name="Name">What was done.</param>
/// <param name="From">From when on, in the history's clock (nanoseconds).</param>
/// <param name="To">Until when; null when it was never healed.</param>
public sealed record FaultPeriod(string Name, long From, long? To);

/// <summary>How to check.</summary>
public sealed record ConsistencyOptions
{
    /// <summary>The value before everything; null for nil (an empty text for key-value, 0 for counters).</summary>
    public string? Initial { get; init; }

    /// <summary>Whether reads of nil inside transactions found nothing, rather than told nothing.</summary>
    public bool NilIsAbsent { get; init; } = true;

    /// <summary>Time that the check may take. Defaults to 60 s; used up, the verdict is Unknown.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes that searches may keep. Defaults to 2 GiB; used up, the verdict is Unknown.</summary>
    public long MemoryBudget { get; init; } = 2L << 30;

    /// <summary>Threads to use. Defaults to one per processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether the verified orders are kept in the result. Defaults to true.</summary>
    public bool KeepWitnesses { get; init; } = true;

    /// <summary>Violations that are reduced and told; further ones are only counted. Defaults to 16.</summary>
    public int MostViolations { get; init; } = 16;

    /// <summary>The total of a bank; null takes the first read's.</summary>
    public long? Total { get; init; }

    /// <summary>Whether accounts may be overdrawn. Defaults to false.</summary>
    public bool AllowNegative { get; init; }

    /// <summary>
    /// Whether transactions must respect real time and the order of each client (strict serializability). Defaults to
    /// true; false asks for serializability.
    /// </summary>
    public bool Realtime { get; init; } = true;

    /// <summary>
    /// Where times in sentences and pictures count from, in the history's clock (nanoseconds); null for the start of the
    /// first operation.
    /// </summary>
    public long? Zero { get; init; }

    /// <summary>What was broken when.</summary>
    public IReadOnlyList<FaultPeriod> Faults { get; init; } = [];

    /// <summary>
    /// Ends the check as the end of its budget does: what has been decided by then is told, the rest is undecided.
    /// </summary>
    public CancellationToken Interrupt { get; init; }

    /// <summary>Told after each key how many are decided, and of how many. Called on any thread, several at once.</summary>
    public Action<int, int>? Decided { get; init; }

    /// <summary>Measures time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The initial value as a number.</summary>
    internal long InitialValue(ConsistencyHistory history) => Initial is null or "nil" ? Op.Nothing
        : long.TryParse(Initial, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && number > Symbols.Highest ? number : history.Texts.Number(Initial);
}
