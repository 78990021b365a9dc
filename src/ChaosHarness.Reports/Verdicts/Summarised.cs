using System.Globalization;
using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Verdicts;

/// <summary>What all checkers found, put together.</summary>
internal static class Summarised
{
    /// <summary>All measurements of all checkers, in their order.</summary>
    public static Measurements Measurements(Assessment assessment)
    {
        List<Measurements> all = [.. assessment.Results.Select(r => r.Measured)];
        return new Measurements
        {
            Outages = [.. all.SelectMany(m => m.Outages)],
            Phases = [.. all.SelectMany(m => m.Phases)],
            Accounts = [.. all.SelectMany(m => m.Accounts)],
            StepLosses = [.. all.SelectMany(m => m.StepLosses)],
            Overlaps = [.. all.SelectMany(m => m.Overlaps)],
            Contradictions = [.. all.SelectMany(m => m.Contradictions)],
            Loads = [.. all.SelectMany(m => m.Loads)],
        };
    }

    /// <summary>
    /// The verdict to show. A run in which every check passed and that still left something behind, or hit a bug of
    /// ours, did not pass.
    /// </summary>
    public static Verdict Shown(Assessment assessment) =>
        assessment is { Verdict: Verdict.Pass, Class: not VerdictClass.Passed } ? Verdict.Unknown : assessment.Verdict;

    /// <summary>The verdict in a word or two.</summary>
    public static string Word(Assessment assessment) => assessment.Class switch
    {
        VerdictClass.Leftovers => "Leftovers",
        VerdictClass.Input => "Bad input",
        VerdictClass.Harness => "Harness error",
        _ => Format.Word(Shown(assessment)),
    };

    /// <summary>The verdict and its reason in one or two sentences.</summary>
    public static string Sentence(Assessment assessment)
    {
        if (assessment.Class == VerdictClass.Passed)
            return Passed(assessment);
        string lead = assessment.Class switch
        {
            VerdictClass.SystemUnderTest => "",
            VerdictClass.Evidence => "Not known: ",
            VerdictClass.Leftovers => "Something was left behind: ",
            VerdictClass.Input => "The scenario could not be run as written: ",
            _ => "The harness failed: ",
        };
        return lead + Reason(assessment);
    }

    private static string Passed(Assessment assessment)
    {
        Measurements measured = Measurements(assessment);
        List<string> parts = [Invariant($"All {assessment.Results.Count} checks passed")];
        if (LongestOutage(measured) is { Count: > 0 } outage)
            parts.Add($"the longest outage was {Format.Bracket(outage.Longest)} ({outage.Class})");
        else if (measured.Outages.Count > 0)
            parts.Add($"nothing was out for longer than {Format.Duration(measured.Outages.Max(o => o.Resolution))}");
        if (measured.Accounts.Count > 0)
            parts.Add(Lost(measured.Accounts.Sum(a => a.Lost), measured.Accounts.Sum(a => a.Acknowledged)));
        return string.Join("; ", parts) + ".";
    }

    private static string Reason(Assessment assessment)
    {
        Verdict verdict = Shown(assessment);
        Finding[] reasons = [.. assessment.Results.SelectMany(r => r.Findings).Where(f => f.Verdict == verdict)];
        if (reasons.Length == 0)
            return assessment.Results.FirstOrDefault(r => r.Verdict == verdict) is { } result
                ? $"{result.Title}: {Format.Word(result.Verdict)}."
                : "no checker names the reason; the trouble in the journal does.";
        string text = reasons[0].Text.TrimEnd();
        return reasons.Length == 1 ? text : Invariant($"{text} ({reasons.Length - 1} more of this kind below.)");
    }

    /// <summary>The outage to show first: one that did not end, or else the longest.</summary>
    public static Outage? LongestOutage(Measurements measured) =>
        measured.Outages.OrderByDescending(o => o.Longest.Max ?? TimeSpan.MaxValue).ThenByDescending(o => o.Longest.Min)
            .FirstOrDefault();

    /// <summary>Lost writes in words.</summary>
    public static string Lost(int lost, int acknowledged) => lost == 0
        ? Invariant($"none of {acknowledged:N0} acknowledged writes was lost")
        : Invariant($"{lost:N0} of {acknowledged:N0} acknowledged writes were lost");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
