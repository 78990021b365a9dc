using ChaosHarness.Checking;
using ChaosHarness.Reports.Verdicts;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>The verdict, why, and the four numbers that people ask for first.</summary>
internal static class BannerSection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        Assessment assessment = model.Assessment;
        page.Add($"""
            <header>
            <p class="over">ChaosHarness report · {model.Header.Stack} · {Format.Wall(model.Header.StartedUtc)}</p>
            <h1>{model.Header.Title}</h1>
            <div class="banner {Shell.Style(assessment.Verdict)}">
            <p class="word">{Format.Word(assessment.Verdict)}</p>
            <div><p class="why">{Summarised.Sentence(assessment)}</p>
            <p class="class">Exit code {assessment.ExitCode}: {Format.Word(assessment.Class)}.</p></div>
            </div>

            """);
        Facts(page, model);
        page.Add($"</header>\n");
    }

    private static void Facts(HtmlText page, ReportModel model)
    {
        page.Add($"<dl class=\"facts\">\n");
        foreach ((string name, string value, string note) in Facts(model))
            page.Add($"<div><dt>{name}</dt><dd>{value}</dd><dd class=\"small\">{note}</dd></div>\n");
        page.Add($"</dl>\n");
    }

    private static IEnumerable<(string Name, string Value, string Note)> Facts(ReportModel model)
    {
        Measurements measured = model.Measured;
        if (Summarised.LongestOutage(measured) is { } outage)
            yield return outage.Count == 0
                ? ("Longest outage", "none seen", $"none longer than {Format.Duration(measured.Outages.Max(o => o.Resolution))}")
                : ("Longest outage", Format.Bracket(outage.Longest), $"{outage.Class}, after {outage.Fault}");
        if (measured.Phases.Where(p => p.Seen is not null).MaxBy(p => p.Seen!.Min) is { Seen: { } seen } last)
            yield return ("Last recovery action", Format.Bracket(seen), $"{last.Name}, after {last.Fault}");
        if (measured.Accounts.Count > 0)
        {
            long lost = measured.Accounts.Sum(a => (long)a.Lost);
            yield return ("Acknowledged writes lost", Format.Count(lost),
                $"of {Format.Count(measured.Accounts.Sum(a => (long)a.Acknowledged))} acknowledged");
        }

        if (measured.Overlaps.MaxBy(o => o.Length.Max ?? TimeSpan.MaxValue) is { } overlap)
            yield return ("Two primaries at once", Format.Bracket(overlap.Length), $"{overlap.First} and {overlap.Second}");
    }
}
