namespace ChaosHarness.Scenarios.Values;

/// <summary>How many subjects: <c>3</c>, <c>at least 2</c>, <c>at most 1</c>, <c>1 .. 2</c>.</summary>
internal static class Counts
{
    /// <summary>Reads a count as least and most (null: open), or gives null.</summary>
    public static (int AtLeast, int? AtMost)? Parse(string text)
    {
        if (Numbers.Integer(text) is { } exactly)
            return exactly is >= 0 and < int.MaxValue ? ((int)exactly, (int)exactly) : null;
        if (BoundParser.Complaint(text) is not null)
            return null;
        Bound bound = BoundParser.Parse(text);
        if ((bound.Min?.Variables.Count ?? 0) + (bound.Max?.Variables.Count ?? 0) > 0)
            return null;
        return ((int)(bound.Min?.Evaluate(_ => null) ?? 0), (int?)bound.Max?.Evaluate(_ => null));
    }

    /// <summary>What is wrong with a text that should be a count, or null.</summary>
    public static string? Complaint(string text) =>
        Parse(text) is null ? $"'{text}' is not a count: write 3, 'at least 2', 'at most 1' or '1 .. 2'" : null;
}
