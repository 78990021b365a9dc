namespace ChaosHarness.Reports.Html.Sections;

/// <summary>The lines and operations that the report refers to, as they stand in the files.</summary>
internal static class EvidenceSection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        page.Add($"""
            <p>A number after <code>journal:</code> or <code>final-reads:</code> is a line of that file; after
            <code>history:</code> it counts operations by their start. All count from 1.</p>

            """);
        if (model.Places.IsFull)
            page.Add($"<p class=\"small\">There are more references than are printed here.</p>\n");
        Tables.Begin(page, "evidence");
        foreach ((string id, string name, string when, string text) in model.Places.Entries())
            page.Add($"<tr id=\"{id}\"><th>{name}</th><td class=\"n\">{when}</td><td><code>{text}</code></td></tr>\n");
        Tables.End(page);
    }
}
