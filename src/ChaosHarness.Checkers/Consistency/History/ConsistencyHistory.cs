namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// A history to be checked: operations with explicit endings, ordered by start, with the tables that their arguments
/// point to. It does not change any more.
/// </summary>
public sealed class ConsistencyHistory
{
    internal ConsistencyHistory(Op[] ops) => Ops = ops;

    /// <summary>Number of operations.</summary>
    public int Count => Ops.Length;

    /// <summary>The operations by start.</summary>
    internal Op[] Ops { get; }

    /// <summary>Names of the keys.</summary>
    internal IReadOnlyList<string> Keys { get; init; } = [""];

    /// <summary>Names of the servers; entry 0 is empty.</summary>
    internal IReadOnlyList<string> Servers { get; init; } = [""];

    /// <summary>What a client is called; null for <c>client</c> and its number.</summary>
    internal Func<int, string>? ClientName { get; init; }

    /// <summary>What a value is called, or null when it has no name; null when none has.</summary>
    internal Func<long, string?>? ValueName { get; init; }

    /// <summary>Texts that stand behind values at or below <see cref="Symbols.Highest"/>, and those of key-value histories.</summary>
    internal Symbols Texts { get; init; } = new();

    /// <summary>Lists and sets that reads returned.</summary>
    internal IReadOnlyList<long[]> Lists { get; init; } = [];

    /// <summary>Transactions and the balances that bank reads returned.</summary>
    internal IReadOnlyList<MicroOp[]> Transactions { get; init; } = [];

    /// <summary>
    /// Clock time of call and return per operation (two entries each, nanoseconds), where <see cref="Op.Start"/> counts
    /// events instead; null when those are nanoseconds themselves.
    /// </summary>
    internal long[]? Clock { get; init; }

    /// <summary>Whether <see cref="Op.Start"/> counts events and no clock time is known at all.</summary>
    internal bool CountsEvents { get; init; }

    /// <summary>Call time in nanoseconds, or the number of the event where no clock is known.</summary>
    internal long StartTime(int op) => Clock is null ? Ops[op].Start : Clock[2 * op];

    /// <summary>Return time likewise; <see cref="Op.Never"/> when the outcome is unknown.</summary>
    internal long EndTime(int op) =>
        Clock is null || Ops[op].End == Op.Never ? Ops[op].End : Clock[2 * op + 1];
}

/// <summary>One read, write or append inside a transaction.</summary>
/// <param name="Kind">Read, Write or Append.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value written, appended or read; for list reads the number of the list; Nothing if not known.</param>
internal readonly record struct MicroOp(OpKind Kind, int Key, long Value);

/// <summary>Texts as numbers, far below every value that a workload writes.</summary>
internal sealed class Symbols
{
    /// <summary>The number of the first text; the next ones lie below.</summary>
    public const long Highest = -(1L << 62);

    private readonly Dictionary<string, long> _numbers = [];
    private readonly List<string> _texts = [];

    /// <summary>The number of a text, new or known.</summary>
    public long Number(string text)
    {
        if (!_numbers.TryGetValue(text, out long number))
        {
            number = Highest - _texts.Count;
            _numbers.Add(text, number);
            _texts.Add(text);
        }

        return number;
    }

    /// <summary>The text behind a number, or null when the number is no text's.</summary>
    public string? Text(long number) =>
        number <= Highest && Highest - number < _texts.Count ? _texts[(int)(Highest - number)] : null;

    /// <summary>A value as people read it.</summary>
    public string Show(long value) =>
        value == Op.Nothing ? "nil" : Text(value) is { } text ? $"\"{text}\"" : value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
