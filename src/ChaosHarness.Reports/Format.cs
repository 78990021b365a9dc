using System.Globalization;
using ChaosHarness.Checking;

namespace ChaosHarness.Reports;

/// <summary>How numbers are put into words for people: the same everywhere, whatever the machine's language.</summary>
internal static class Format
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Milliseconds below a second, seconds to the millisecond below 1000 s, tenths above.</summary>
    public static string Duration(TimeSpan value)
    {
        double seconds = Math.Abs(value.TotalSeconds);
        string sign = value < TimeSpan.Zero ? "\u2212" : "";
        return sign + seconds switch
        {
            0 => "0 s",
            < 0.01 => (seconds * 1000).ToString("0.##", Culture) + " ms",
            < 0.9995 => (seconds * 1000).ToString("0", Culture) + " ms",
            < 1000 => seconds.ToString("0.000", Culture) + " s",
            _ => seconds.ToString("0.0", Culture) + " s",
        };
    }

    /// <summary>A duration that somebody chose, such as a limit: without zeros at its end.</summary>
    public static string Limit(TimeSpan value) =>
        value < TimeSpan.FromSeconds(1) ? Duration(value) : value.TotalSeconds.ToString("0.###", Culture) + " s";

    /// <summary>The same for a bracket of allowed durations.</summary>
    public static string Limit(TimeBracket bracket) => bracket switch
    {
        { Max: null } => $"at least {Limit(bracket.Min)}",
        { Max: { } max } when bracket.Min == TimeSpan.Zero => $"up to {Limit(max)}",
        { Max: { } max } when bracket.Min == max => Limit(max),
        { Max: { } max } => $"{Limit(bracket.Min)} to {Limit(max)}",
    };

    /// <summary>
    /// A measured bracket: <c>6.312 s to 6.331 s</c>, one duration when both ends are equal, <c>over 6.312 s, not
    /// ended</c> when it is open.
    /// </summary>
    public static string Bracket(TimeBracket bracket) => bracket switch
    {
        { Max: null } => $"over {Duration(bracket.Min)}, not ended",
        { Max: { } max } when max == bracket.Min => Duration(max),
        { Max: { } max } when bracket.Min == TimeSpan.Zero => $"up to {Duration(max)}",
        { Max: { } max } => $"{Duration(bracket.Min)} to {Duration(max)}",
    };

    /// <summary>A point in time relative to another: <c>+5.043 s</c>.</summary>
    public static string Offset(Instant at, Instant zero)
    {
        double seconds = (at - zero).TotalSeconds;
        return (seconds < 0 ? "\u2212" : "+") + Math.Abs(seconds).ToString("0.000", Culture) + " s";
    }

    public static string Plain(double value) => value.ToString("0.###", Culture);

    public static string Percent(double share) => (share * 100).ToString("0.#", Culture) + " %";

    public static string Count(long value) => value.ToString("N0", Culture);

    public static string Rate(double perSecond) => perSecond.ToString("0.0", Culture) + "/s";

    /// <summary>A wall-clock time in UTC.</summary>
    public static string Wall(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", Culture);

    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "Pass",
        Verdict.Fail => "Fail",
        _ => "Unknown",
    };

    /// <summary>Whose fault it is, in words.</summary>
    public static string Word(VerdictClass verdictClass) => verdictClass switch
    {
        VerdictClass.Passed => "passed",
        VerdictClass.SystemUnderTest => "the system under test broke an expectation",
        VerdictClass.Evidence => "the evidence is not good enough to tell",
        VerdictClass.Leftovers => "something was left behind",
        VerdictClass.Input => "a file or an argument is wrong",
        _ => "a bug of the harness",
    };

    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => bytes.ToString(Culture) + " B",
        < 1024 * 1024 => (bytes / 1024.0).ToString("0.0", Culture) + " KiB",
        _ => (bytes / 1024.0 / 1024.0).ToString("0.0", Culture) + " MiB",
    };
}
