using ChaosHarness.Checking;
using ChaosHarness.Reports.Verdicts;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>The verdict, why, and the few numbers that people ask for first.</summary>
internal static class BannerSection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        Assessment assessment = model.Assessment;
        page.Add($"""
            <header>
            <p class="over">ChaosHarness report · {model.Header.Stack} · {Format.Wall(model.Header.StartedUtc)}</p>
            <h1>{model.Header.Title}</h1>
            <div class="banner {Shell.Style(Summarised.Shown(assessment))}">
            <p class="word">{Summarised.Word(assessment)}</p>
            <div><p class="why">{Summarised.Sentence(assessment)}</p>
            <p class="class">Exit code {assessment.ExitCode}: {Format.Word(assessment.Class)}.</p></div>
            </div>
            <dl class="facts">

            """);
        foreach ((string name, string value, string note) in Facts(model))
            page.Add($"<div><dt>{name}</dt><dd>{value}</dd><dd class=\"small\">{note}</dd></div>\n");
        page.Add($"</dl>\n</header>\n");
    }

    private static IEnumerable<(string Name, string Value, string Note)> Facts(ReportModel model)
    {
        Measurements measured = model.Measured;
        if (Summarised.LongestOutage(measured) is { } outage)
            yield return Outage(outage, measured);
        if (measured.Phases.Where(p => p.Seen is not null).MaxBy(p => p.Seen!.Min) is { Seen: { } seen } last)
            yield return ("Last recovery action", Format.Bracket(seen), $"{last.Name}, after {last.Fault}");
        if (measured.Accounts.Count > 0)
        {
            string acknowledged = Format.Count(measured.Accounts.Sum(a => (long)a.Acknowledged));
            string lost = Format.Count(measured.Accounts.Sum(a => (long)a.Lost));
            string allowed = Allowed(model.Scenario.Expect.LostWrites, model.Scenario.Row?.LostWrites);
            yield return ("Acknowledged writes lost", lost, $"of {acknowledged}{allowed}");
        }

        if (measured.Overlaps.MaxBy(o => o.Length.Max ?? TimeSpan.MaxValue) is { } overlap)
        {
            string allowed = Allowed(model.Scenario.Expect.SplitBrain.GetValueOrDefault(overlap.Role), model.Scenario.Row?.SplitBrain);
            string what = overlap.Role == RoleSpec.Primary ? "Two primaries at once" : $"Two nodes at once as {overlap.Role}";
            string nodes = $"{overlap.First} and {overlap.Second}";
            yield return (what, Format.Bracket(overlap.Length), nodes + allowed);
        }
    }

    private static (string Name, string Value, string Note) Outage(Outage outage, Measurements measured)
    {
        TimeSpan resolution = measured.Outages.Max(o => o.Resolution);
        if (outage.Count == 0)
            return ("Longest outage", "none seen", $"none over {Format.Duration(resolution)}");
        string allowed = outage.Derived is { } derived ? $"; allowed {Format.Limit(derived)}" : "";
        return ("Longest outage", Format.Bracket(outage.Longest), $"{outage.Class}{allowed}");
    }

    /// <summary>What the scenario, or else the documented row, allows.</summary>
    private static string Allowed(Expectation? expectation, Bound? documented) => (expectation, documented) switch
    {
        ({ Bound: { } bound }, _) => $"; allowed {bound.Text}",
        ({ Bound: null }, _) => "; to be reported only",
        (null, { } bound) => $"; documented {bound.Text}",
        _ => "",
    };
}
