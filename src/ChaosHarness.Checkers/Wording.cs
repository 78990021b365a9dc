using System.Globalization;
using ChaosHarness.Checking;

namespace ChaosHarness.Checkers;

/// <summary>How numbers are written in findings.</summary>
internal static class Wording
{
    /// <summary>A duration to about three digits: <c>0.4 ms</c>, <c>12 ms</c>, <c>6.25 s</c>.</summary>
    public static string Of(TimeSpan span)
    {
        double ms = span.TotalMilliseconds;
        return Math.Abs(ms) switch
        {
            0 => "0",
            < 10 => Text($"{ms:0.0} ms"),
            < 1000 => Text($"{ms:0} ms"),
            < 100_000 => Text($"{ms / 1000:0.00} s"),
            _ => Text($"{ms / 1000:0} s"),
        };
    }

    /// <summary>A bracket: <c>6.20 s to 6.25 s</c>.</summary>
    public static string Of(TimeBracket bracket) => bracket.Max is { } max
        ? bracket.Min == max ? Of(max) : $"{Of(bracket.Min)} to {Of(max)}"
        : $"at least {Of(bracket.Min)} and without an end";

    /// <summary>A count with separators.</summary>
    public static string Of(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share as a percentage.</summary>
    public static string Share(double share) => Text($"{share * 100:0.0} %");

    /// <summary>A number with at most three decimals.</summary>
    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>The first few of many, and how many there are beyond these.</summary>
    public static string Some(IEnumerable<string> all, int most = 5)
    {
        string[] items = [.. all];
        string shown = string.Join(", ", items.Take(most));
        return items.Length > most ? Text($"{shown} and {items.Length - most} more") : shown;
    }

    /// <summary>Where a journal event stands, from 1.</summary>
    public static string JournalPlace(int index) => Text($"journal:{index + 1}");

    /// <summary>Text with numbers as everybody writes them.</summary>
    public static string Text(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>A duration from seconds, kept within what a TimeSpan holds.</summary>
    public static TimeSpan Seconds(double seconds) =>
        TimeSpan.FromSeconds(Math.Clamp(seconds, -1e9, 1e9));
}
