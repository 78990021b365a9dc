using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Bounds;

/// <summary>A bound with the live configuration put in.</summary>
/// <param name="Bound">As written.</param>
/// <param name="Min">The least allowed; null when open, or unknown.</param>
/// <param name="Max">The most allowed; null when open, or unknown.</param>
/// <param name="Missing">Why it could not be worked out; empty when it could.</param>
internal sealed record Allowed(Bound Bound, double? Min, double? Max, IReadOnlyList<string> Missing)
{
    /// <summary>Whether all it needs is known.</summary>
    public bool IsKnown => Missing.Count == 0;

    /// <summary>The bound as durations, for reports; null when it is not known.</summary>
    public TimeBracket? AsTime => IsKnown
        ? new(Wording.Seconds(Min ?? 0), Max is { } max ? Wording.Seconds(max) : null)
        : null;

    /// <summary>
    /// Whether a duration known to lie in a bracket is at most the upper end: Pass when it surely is, Fail when it
    /// surely is not, Unknown in between or when the bound is not known.
    /// </summary>
    public Verdict Judge(TimeBracket measured)
    {
        if (!IsKnown)
            return Verdict.Unknown;
        if (Max is not { } seconds)
            return Verdict.Pass;
        TimeSpan most = Wording.Seconds(seconds);
        if (measured.Min > most)
            return Verdict.Fail;
        return measured.Max is { } max && max <= most ? Verdict.Pass : Verdict.Unknown;
    }

    /// <summary>The same for the lower end.</summary>
    public Verdict JudgeLeast(TimeBracket measured)
    {
        if (!IsKnown)
            return Verdict.Unknown;
        if (Min is not { } seconds)
            return Verdict.Pass;
        TimeSpan least = Wording.Seconds(seconds);
        if (measured.Max is { } max && max < least)
            return Verdict.Fail;
        return measured.Min >= least ? Verdict.Pass : Verdict.Unknown;
    }

    /// <summary>The bound for people: as written, and what that comes to.</summary>
    public string Text(Func<double, string> unit)
    {
        if (!IsKnown)
            return $"'{Bound.Text}', of which {string.Join("; ", Missing)}";
        string value = (Min, Max) switch
        {
            (null, null) => "anything",
            (null, { } max) => $"at most {unit(max)}",
            ({ } min, null) => $"at least {unit(min)}",
            ({ } min, { } max) => $"{unit(min)} to {unit(max)}",
        };
        return Bound.Text == value ? value : $"{value} ('{Bound.Text}')";
    }

    /// <summary>The same with durations.</summary>
    public string Text() => Text(s => Wording.Of(Wording.Seconds(s)));
}
