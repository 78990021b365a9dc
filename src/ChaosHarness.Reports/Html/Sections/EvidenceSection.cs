namespace ChaosHarness.Reports.Html.Sections;

/// <summary>The lines and operations that the report refers to, as they stand in the files.</summary>
internal static class EvidenceSection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        page.Add($"""
            <p>A number after <code>journal:</code> or <code>final-reads:</code> is a line of that file; after <code>history:</code> it counts
            operations by their start. Both count from 1.{(model.Places.IsFull ? " There are more references than are printed here." : "")}</p>
            <div class="wide"><table class="evidence"><tbody>

            """);
        foreach ((string id, string name, string when, string text) in model.Places.Entries())
            page.Add($"<tr id=\"{id}\"><th>{name}</th><td class=\"n\">{when}</td><td><code>{text}</code></td></tr>\n");
        page.Add($"</tbody></table></div>\n");
    }
}
