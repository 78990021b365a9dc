using System.Globalization;
using System.Text.RegularExpressions;

namespace ChaosHarness.Scenarios.Values;

/// <summary>Rates, percentages and numbers as people write them.</summary>
internal static partial class Numbers
{
    /// <summary>What a rate looks like, as a regular expression.</summary>
    public const string RatePattern = @"^\d+(\.\d+)?/(s|m)$";

    /// <summary>What a percentage looks like, as a regular expression.</summary>
    public const string PercentPattern = @"^\d+(\.\d+)?%$";

    /// <summary>What a size looks like, as a regular expression.</summary>
    public const string SizePattern = @"^\d+[kmg]$";

    /// <summary>Reads <c>64m</c> (of 1024 times 1024) as bytes, or gives null.</summary>
    public static long? Size(string text)
    {
        if (!SizeShape().IsMatch(text) || Integer(text[..^1]) is not { } number)
            return null;
        int power = 1 + "kmg".IndexOf(text[^1], StringComparison.Ordinal);
        return number is > 0 and < 1 << 20 ? number << (10 * power) : null;
    }

    /// <summary>What is wrong with a text that should be a size, or null.</summary>
    public static string? SizeComplaint(string text) =>
        Size(text) is null ? $"'{text}' is not a size such as 512k, 64m or 1g" : null;

    /// <summary>Reads <c>300/s</c> or <c>90/m</c> as operations per second, or gives null.</summary>
    public static double? Rate(string text)
    {
        Match match = RateShape().Match(text);
        if (!match.Success)
            return null;
        double rate = Number(match.Groups[1].Value) / (match.Groups[3].Value == "m" ? 60 : 1);
        return rate > 0 ? rate : null;
    }

    /// <summary>What is wrong with a text that should be a rate, or null.</summary>
    public static string? RateComplaint(string text) => Rate(text) is not null
        ? null
        : double.TryParse(text, CultureInfo.InvariantCulture, out double number) && number > 0
            ? $"'{text}' does not say per what: write {text}/s"
            : $"'{text}' is not a rate such as 300/s, above zero";

    /// <summary>Reads <c>30%</c> as 30, or gives null.</summary>
    public static double? Percent(string text) => PercentShape().IsMatch(text) ? Number(text[..^1]) : null;

    /// <summary>
    /// What is wrong with a text that should be a percentage from <paramref name="least"/> to 100, or null.
    /// </summary>
    public static string? PercentComplaint(string text, double least) => Percent(text) is { } percent
        ? percent < least || percent > 100 ? $"'{text}' is out of range: write {least}% to 100%" : null
        : double.TryParse(text, CultureInfo.InvariantCulture, out double number) && number is >= 0 and <= 100
            ? $"'{text}' is not a percentage such as 30%: write {Text(number <= 1 ? number * 100 : number)}%"
            : $"'{text}' is not a percentage such as 30%";

    /// <summary>Reads a whole number, or gives null.</summary>
    public static long? Integer(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    /// <summary>Reads true or false, or gives null.</summary>
    public static bool? Boolean(string text) => text switch { "true" => true, "false" => false, _ => null };

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(SizePattern)]
    private static partial Regex SizeShape();

    [GeneratedRegex(@"^(\d+(\.\d+)?)/(s|m)$")]
    private static partial Regex RateShape();

    [GeneratedRegex(@"^\d+(\.\d+)?%$")]
    private static partial Regex PercentShape();
}
