using ChaosHarness.Reports.Html.Sections;
using ChaosHarness.Reports.Html.Timeline;
using ChaosHarness.Reports.Verdicts;

namespace ChaosHarness.Reports.Html;

/// <summary>The report of one run: one file that needs nothing else, no script either.</summary>
internal static class ReportPage
{
    private static readonly (string Id, string Title, Action<HtmlText, ReportModel> Write)[] Sections =
    [
        ("done", "What was done", DoneSection.Write),
        ("timeline", "Timeline", TimelineSection.Write),
        ("recovery", "Documented, derived, measured", RecoverySection.Write),
        ("writes", "Acknowledged writes", AccountingSection.Write),
        ("primaries", "Split-brain", OverlapSection.Write),
        ("contradictions", "Contradictions", ContradictionSection.Write), // only where there are any
        ("load", "Load quality", LoadQualitySection.Write),
        ("findings", "Findings", FindingsSection.Write),
        ("faults", "Faults and their proofs", FaultsSection.Write),
        ("configuration", "Versions and configuration", ConfigurationSection.Write),
        ("files", "Files", FilesSection.Write),
        ("evidence", "Evidence referred to", EvidenceSection.Write), // last: it prints what the others refer to
    ];

    public static string Text(ReportModel model)
    {
        HtmlText page = new();
        Shell.Begin(page, $"{Summarised.Word(model.Assessment)}: {model.Header.Title}");
        BannerSection.Write(page, model);
        var sections = Sections.Where(s => s.Id != "contradictions" || ContradictionSection.IsNeeded(model)).ToArray();
        Contents(page, [.. sections.Select(s => (s.Id, s.Title))]);
        foreach ((int index, (string id, string title, Action<HtmlText, ReportModel> write)) in sections.Index())
        {
            page.Add($"<section id=\"{id}\"><h2><span>{index + 1}</span>{title}</h2>\n");
            write(page, model);
            page.Add($"</section>\n");
        }

        Shell.End(page, script: true);
        return page.ToString();
    }

    private static void Contents(HtmlText page, IReadOnlyList<(string Id, string Title)> sections)
    {
        page.Add($"<nav aria-label=\"Contents\">");
        foreach ((int index, (string id, string title)) in sections.Index())
            page.Add($"<a href=\"#{id}\">{index + 1}&#160;{title}</a> ");
        page.Add($"</nav>\n");
    }
}
