using ChaosHarness.Checking;
using ChaosHarness.Journals;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>What each checker said, the worst first, and the trouble that was journalled.</summary>
internal static class FindingsSection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        if (model.Assessment.Results.Count == 0)
            page.Add($"<p>No checker ran.</p>\n");
        foreach (CheckResult result in model.Assessment.Results.OrderByDescending(r => r.Verdict))
            WriteResult(page, model, result);
        Trouble(page, model);
    }

    private static void WriteResult(HtmlText page, ReportModel model, CheckResult result)
    {
        page.Add($"<div class=\"check\"><h3>{Shell.Chip(result.Verdict)} {result.Title} <code class=\"small\">{result.Checker}</code></h3>\n");
        if (result.Findings.Count > 0)
        {
            page.Add($"<ul class=\"findings\">\n");
            foreach (Finding finding in result.Findings.OrderByDescending(f => f.Verdict))
                page.Add($"<li class=\"{Shell.Style(finding.Verdict)}\">{Mark(finding)}{finding.Text} {model.Places.Links(finding.Evidence)}</li>\n");
            page.Add($"</ul>\n");
        }

        page.Add($"</div>\n");
    }

    private static Markup Mark(Finding finding) =>
        finding.Verdict == Verdict.Pass ? Markup.Empty : Markup.Of($"<b>{Format.Word(finding.Verdict)}:</b> ");

    private static void Trouble(HtmlText page, ReportModel model)
    {
        (int Index, JournalEvent Item)[] trouble =
            [.. model.Evidence.Journal.Index().Where(e => e.Item.Kind == EventKinds.Trouble)];
        if (trouble.Length == 0)
            return;
        page.Add($"<div class=\"check\"><h3>Trouble of the lab or the harness</h3>\n<ul class=\"findings\">\n");
        foreach ((int index, JournalEvent entry) in trouble.Take(100))
            page.Add($"<li class=\"unknown\">{model.Offset(entry.At)} {entry.Node} {entry.Subject}: {entry.Value} {model.Places.Journal(index + 1)}</li>\n");
        if (trouble.Length > 100)
            page.Add($"<li>and {trouble.Length - 100} more in the journal</li>\n");
        page.Add($"</ul></div>\n");
    }
}
