using System.Globalization;
using System.Text.RegularExpressions;

namespace ChaosHarness.Scenarios.Values;

/// <summary>Durations as people write them: <c>300ms</c>, <c>5s</c>, <c>1.5m</c>, <c>2h</c>.</summary>
public static partial class Durations
{
    /// <summary>What a duration looks like, for messages.</summary>
    public const string Example = "a duration such as 300ms, 5s or 2m";

    /// <summary>The same as a regular expression.</summary>
    public const string Pattern = @"^\d+(\.\d+)?(ms|s|m|h)$";

    /// <summary>Reads a duration, or gives null.</summary>
    public static TimeSpan? Parse(string text)
    {
        Match match = Shape().Match(text);
        if (!match.Success)
            return null;
        double number = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        double seconds = number * SecondsIn(match.Groups[3].Value);
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>How many seconds a unit has.</summary>
    public static double SecondsIn(string unit) => unit switch { "ms" => 0.001, "s" => 1, "m" => 60, _ => 3600 };

    /// <summary>What is wrong with a text that should be a duration, or null.</summary>
    public static string? Complaint(string text) => Parse(text) is not null
        ? null
        : double.TryParse(text, CultureInfo.InvariantCulture, out _)
            ? $"'{text}' has no unit: write {text}s, {text}ms or {text}m"
            : $"'{text}' is not {Example}";

    [GeneratedRegex(@"^(\d+(\.\d+)?)(ms|s|m|h)$")]
    private static partial Regex Shape();
}
