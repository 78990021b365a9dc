using System.Globalization;
using ChaosHarness.Checking;
using Spectre.Console;

namespace ChaosHarness.Cli.Output;

/// <summary>What a run came to, on one screen: the numbers first, then what is wrong, then the verdict.</summary>
internal static class RunSummary
{
    private const int FindingLimit = 12;

    public static void Write(Assessment assessment, string? reportPath)
    {
        Outages([.. assessment.Results.SelectMany(r => r.Measured.Outages)]);
        Phases([.. assessment.Results.SelectMany(r => r.Measured.Phases)]);
        Accounts([.. assessment.Results.SelectMany(r => r.Measured.Accounts)]);
        Overlaps([.. assessment.Results.SelectMany(r => r.Measured.Overlaps)]);
        Contradictions([.. assessment.Results.Where(r => r.Verdict != Verdict.Fail).SelectMany(r => r.Measured.Contradictions)]);
        Findings(assessment);
        Terminal.Out.MarkupLineInterpolated(
            $"[bold {Colour(assessment.Verdict)}]{assessment.Verdict.ToString().ToUpperInvariant()}[/]  {Why(assessment)}");
        if (reportPath is not null)
            Terminal.Out.MarkupLineInterpolated($"report: {reportPath}");
    }

    public static string Why(Assessment assessment) => assessment.Class switch
    {
        VerdictClass.Passed => "every expectation was shown to hold",
        VerdictClass.SystemUnderTest => "the system under test broke an expectation",
        VerdictClass.Evidence => "it could not be told; unknown is not a pass",
        VerdictClass.Leftovers => "something was left behind",
        VerdictClass.Input => "the input is wrong",
        _ => "a bug of ChaosHarness",
    };

    private static void Outages(IReadOnlyList<Outage> outages)
    {
        if (outages.Count == 0)
            return;
        Table table = Grid("outage", "class", "longest", "documented", "derived", "failed", "unknown", "");
        foreach (Outage o in outages)
            table.AddRow(o.Fault, o.Class, o.Count == 0 ? $"none over {Seconds(o.Resolution)}" : Bracket(o.Longest),
                Markup.Escape(o.Documented ?? ""), Bracket(o.Derived), Number(o.Failed), Number(o.Unknown), Mark(o.Verdict));
        Terminal.Out.Write(table);
    }

    private static void Phases(IReadOnlyList<RecoveryPhase> phases)
    {
        if (phases.Count == 0)
            return;
        Table table = Grid("recovery", "after the fault", "documented", "derived", "seen on", "");
        foreach (RecoveryPhase p in phases)
            table.AddRow(p.Name, p.Seen is null ? "not seen" : Bracket(p.Seen), Markup.Escape(p.Documented ?? ""),
                Bracket(p.Derived), p.Node ?? "", Mark(p.Verdict));
        Terminal.Out.Write(table);
    }

    private static void Accounts(IReadOnlyList<Accounting> accounts)
    {
        if (accounts.Count == 0)
            return;
        Table table = Grid("writes", "acknowledged", "kept", "lost", "duplicated", "resurrected", "unexpected", "indeterminate: found", "absent");
        foreach (Accounting a in accounts)
            table.AddRow(a.Load, Number(a.Acknowledged), Number(a.Kept), Number(a.Lost), Number(a.Duplicated),
                Number(a.Resurrected), Number(a.Unexpected), Number(a.IndeterminateFound), Number(a.IndeterminateAbsent));
        Terminal.Out.Write(table);
    }

    private static void Overlaps(IReadOnlyList<Overlap> overlaps)
    {
        foreach (Overlap o in overlaps)
            Terminal.Out.MarkupLineInterpolated($"two at once, as {o.What} saw: {o.First} and {o.Second} for {Bracket(o.Length)}");
    }

    /// <summary>The first one stands for all; the report has them with pictures.</summary>
    private static void Contradictions(IReadOnlyList<Contradiction> contradictions)
    {
        if (contradictions.Count == 0)
            return;
        Contradiction first = contradictions[0];
        string more = contradictions.Count == 1 ? "" : $" ({contradictions.Count} such in the report)";
        Terminal.Out.MarkupLineInterpolated($"{first.Anomaly} on {first.Key}: {first.Text}{more}");
    }

    private static void Findings(Assessment assessment)
    {
        Finding[] bad = [.. assessment.Results.SelectMany(r => r.Findings)
            .Where(f => f.Verdict != Verdict.Pass).OrderByDescending(f => f.Verdict)];
        foreach (Finding finding in bad.Take(FindingLimit))
            Terminal.Out.MarkupLine($"  {Mark(finding.Verdict)}  {Markup.Escape(finding.Text)}");
        if (bad.Length > FindingLimit)
            Terminal.Out.MarkupLineInterpolated($"  ... and {bad.Length - FindingLimit} more in the report");
    }

    private static Table Grid(params string[] columns)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns([.. columns.Select(c => new TableColumn(Markup.Escape(c)))]);
        return table;
    }

    private static string Bracket(TimeBracket? bracket) => bracket switch
    {
        null => "",
        { Max: null } => $"over {Seconds(bracket.Min)}, never ended",
        _ => $"{Seconds(bracket.Min)} .. {Seconds(bracket.Max.Value)}",
    };

    private static string Seconds(TimeSpan span) => span.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.#} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.000} s");

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Mark(Verdict verdict) => $"[{Colour(verdict)}]{verdict.ToString().ToLowerInvariant()}[/]";

    private static string Colour(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "green",
        Verdict.Unknown => "yellow",
        _ => "red",
    };
}
