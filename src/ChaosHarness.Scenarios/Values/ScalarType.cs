namespace ChaosHarness.Scenarios.Values;

/// <summary>A type of plain values: what is wrong with one, and how editors are told about it.</summary>
/// <param name="Name">For messages and the documentation of formats.</param>
/// <param name="Complaint">One sentence about what is wrong with a text, or null when nothing is.</param>
/// <param name="JsonType">JSON schema's word for what editors see: string, integer, boolean.</param>
internal sealed record ScalarType(string Name, Func<string, string?> Complaint, params string[] JsonType)
{
    /// <summary>A regular expression that editors check, or null.</summary>
    public string? Pattern { get; init; }

    /// <summary>The allowed values, when there are only so many.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public static readonly ScalarType Text = new("text", _ => null, "string", "number", "boolean");

    public static readonly ScalarType Integer =
        new("whole number", t => Numbers.Integer(t) is null ? $"'{t}' is not a whole number" : null, "integer");

    public static readonly ScalarType Positive = new(
        "whole number above zero",
        t => Numbers.Integer(t) is > 0 and < int.MaxValue ? null : $"'{t}' is not a whole number above zero",
        "integer");

    public static readonly ScalarType Boolean =
        new("true or false", t => Numbers.Boolean(t) is null ? $"'{t}' is neither true nor false" : null, "boolean");

    public static readonly ScalarType Duration =
        new(Durations.Example, Durations.Complaint, "string") { Pattern = Durations.Pattern };

    public static readonly ScalarType Size = new("a size such as 64m", Numbers.SizeComplaint, "string") { Pattern = Numbers.SizePattern };

    public static readonly ScalarType SizeOrNone = new("0 or a size such as 64m",
        t => t == "0" ? null : Numbers.SizeComplaint(t), "string", "integer");

    public static readonly ScalarType Rate =
        new("a rate such as 300/s", Numbers.RateComplaint, "string") { Pattern = Numbers.RatePattern };

    public static readonly ScalarType Percent =
        new("1% to 100%", t => Numbers.PercentComplaint(t, 1), "string") { Pattern = Numbers.PercentPattern };

    public static readonly ScalarType Share =
        new("0% to 100%", t => Numbers.PercentComplaint(t, 0), "string") { Pattern = Numbers.PercentPattern };

    public static readonly ScalarType Selector = new(SelectorParser.Example, SelectorParser.Complaint, "string");

    public static readonly ScalarType Formula =
        new("a formula such as down-after + 1s", BoundParser.FormulaComplaint, "string", "number");

    public static readonly ScalarType Bound =
        new("a bound such as '<= 8s', 'at least 1', '5s .. 9s' or none", BoundParser.Complaint, "string");

    public static readonly ScalarType Count =
        new("a count such as 3 or 'at least 2'", Counts.Complaint, "integer", "string");

    /// <summary>A bound, or one of a few words such as <c>report</c>.</summary>
    public static ScalarType Expectation(params string[] words) => new(
        $"{string.Join(", ", words)}, or a bound such as '<= 8s'",
        t => words.Contains(t) ? null
            : Suggestion.Nearest(t, words) is not null ? Suggestion.Unknown("word", t, words)
            : BoundParser.Complaint(t),
        "string");

    /// <summary>One of a few words.</summary>
    public static ScalarType OneOf(string what, params string[] values) => new(
        $"one of {string.Join(", ", values)}",
        t => values.Contains(t) ? null : Suggestion.Unknown(what, t, values), "string")
    {
        Values = values,
    };
}
