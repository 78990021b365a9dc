using ChaosHarness.Checking;
using ChaosHarness.Journals;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>What each checker said, the worst first, and the trouble that was journalled.</summary>
internal static class FindingsSection
{
    private const int MostTrouble = 100;

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
        Markup chip = Shell.Chip(result.Verdict);
        page.Add($"<div class=\"check\"><h3>{chip} {result.Title} <code>{result.Checker}</code></h3>\n");
        if (result.Findings.Count > 0)
        {
            page.Add($"<ul class=\"findings\">\n");
            foreach (Finding finding in result.Findings.OrderByDescending(f => f.Verdict))
                WriteFinding(page, model, finding);
            page.Add($"</ul>\n");
        }

        page.Add($"</div>\n");
    }

    private static void WriteFinding(HtmlText page, ReportModel model, Finding finding)
    {
        Markup word = Markup.Of($"<b>{Format.Word(finding.Verdict)}:</b> ");
        Markup mark = finding.Verdict == Verdict.Pass ? Markup.Empty : word;
        string style = Shell.Style(finding.Verdict);
        page.Add($"<li class=\"{style}\">{mark}{finding.Text} {model.Places.Links(finding.Evidence)}</li>\n");
    }

    private static void Trouble(HtmlText page, ReportModel model)
    {
        (int Index, JournalEvent Item)[] trouble =
            [.. model.Evidence.Journal.Index().Where(e => e.Item.Kind == EventKinds.Trouble)];
        if (trouble.Length == 0)
            return;
        page.Add($"<div class=\"check\"><h3>Trouble of the lab or the harness</h3>\n<ul class=\"findings\">\n");
        foreach ((int index, JournalEvent entry) in trouble.Take(MostTrouble))
        {
            string about = string.Join(' ', new[] { entry.Node, entry.Subject }.Where(s => !string.IsNullOrEmpty(s)));
            string colon = about.Length == 0 ? "" : ": ";
            Markup place = model.Places.Journal(index + 1);
            page.Add($"<li>{model.Offset(entry.At)} {about}{colon}{entry.Value} {place}</li>\n");
        }

        if (trouble.Length > MostTrouble)
            page.Add($"<li>and {trouble.Length - MostTrouble} more in the journal</li>\n");
        page.Add($"</ul></div>\n");
    }
}
