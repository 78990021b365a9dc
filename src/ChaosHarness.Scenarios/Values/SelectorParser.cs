using System.Text.RegularExpressions;

namespace ChaosHarness.Scenarios.Values;

/// <summary>
/// Reads targets: <c>NAME</c>, <c>all NAME</c>, <c>a|an|one|any NAME</c>, <c>majority of NAME</c>,
/// <c>minority of NAME</c>, <c>N of NAME</c>, joined by commas or <c>and</c>. What the names mean is for the rules to
/// say.
/// </summary>
internal static partial class SelectorParser
{
    /// <summary>What a target looks like, for messages.</summary>
    public const string Example =
        "a target such as 'redis1', 'primary', 'a replica', 'all web', 'majority of sentinels' or '2 of redis'";

    /// <summary>Reads a target, or gives null.</summary>
    public static Selector? Parse(string text)
    {
        List<SelectorPart> parts = [];
        foreach (string piece in text.Split([",", " and "], StringSplitOptions.None))
        {
            if (Part(piece.Trim()) is not { } part)
                return null;
            parts.Add(part);
        }

        return new(text.Trim(), parts);
    }

    /// <summary>What is wrong with a text that should be a target, or null.</summary>
    public static string? Complaint(string text) => Parse(text) is null ? $"'{text}' is not {Example}" : null;

    /// <summary>Several targets as one.</summary>
    public static Selector Join(IReadOnlyList<Selector> selectors) => selectors.Count == 1
        ? selectors[0]
        : new(string.Join(", ", selectors.Select(s => s.Text)), [.. selectors.SelectMany(s => s.Parts)]);

    private static SelectorPart? Part(string text)
    {
        Match match = Shape().Match(text);
        if (!match.Success)
            return null;
        string of = match.Groups["of"].Value;
        string quantity = match.Groups["quantity"].Value;
        return quantity switch
        {
            "" or "the" or "all" or "every" => new(Quantity.All, 0, of),
            "a" or "an" or "one" or "any" => new(Quantity.One, 1, of),
            "majority" => new(Quantity.Majority, 0, of),
            "minority" => new(Quantity.Minority, 0, of),
            _ when int.TryParse(quantity, out int count) && count > 0 => new(Quantity.Count, count, of),
            _ => null,
        };
    }

    [GeneratedRegex(
        @"^((?<quantity>the|all|every|an?|one|any)( of)? +|(?<quantity>majority|minority|\d+) +of +(the +)?)?"
        + @"(?<of>[A-Za-z_][\w.-]*)$")]
    private static partial Regex Shape();
}
