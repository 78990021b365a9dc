namespace ChaosHarness.Scenarios;

/// <summary>
/// Reads bounds: <c>&lt;= F</c> or <c>at most F</c>, <c>&gt;= F</c> or <c>at least F</c>, <c>F .. G</c>, and
/// <c>none</c> for zero, where F and G are formulas.
/// </summary>
public static class BoundParser
{
    private const string Forms = "write '<= 8s', 'at least 1', '5s .. 9s' or 'none'";

    private static readonly (string Word, bool IsMax)[] s_words =
        [("<=", true), ("at most", true), (">=", false), ("at least", false)];

    /// <summary>Reads a bound.</summary>
    /// <exception cref="FormatException">It is not one; the message says what is wrong.</exception>
    public static Bound Parse(string text)
    {
        string trimmed = text.Trim();
        if (trimmed == "none")
            return new(trimmed, null, FormulaParser.Parse("0"));
        foreach ((string word, bool isMax) in s_words)
        {
            if (!trimmed.StartsWith(word, StringComparison.Ordinal))
                continue;
            Formula formula = FormulaParser.Parse(trimmed[word.Length..]);
            return isMax ? new(trimmed, null, formula) : new(trimmed, formula, null);
        }

        int dots = trimmed.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
            throw new FormatException($"'{trimmed}' does not say whether it is the least or the most: {Forms}");
        return new(trimmed, FormulaParser.Parse(trimmed[..dots]), FormulaParser.Parse(trimmed[(dots + 2)..]));
    }

    /// <summary>What is wrong with a text that should be a bound, or null.</summary>
    internal static string? Complaint(string text) => Try(() => Parse(text));

    /// <summary>What is wrong with a text that should be a formula, or null.</summary>
    internal static string? FormulaComplaint(string text) => Try(() => FormulaParser.Parse(text));

    private static string? Try(Func<object> parse)
    {
        try
        {
            parse();
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
