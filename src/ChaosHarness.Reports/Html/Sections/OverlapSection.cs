using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>Times at which two nodes acted as primary at once.</summary>
internal static class OverlapSection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        if (model.Measured.Overlaps.Count == 0)
        {
            page.Add($"<p>None was recorded. Whether that could be judged stands in the findings.</p>\n");
            return;
        }

        page.Add($"""
            <div class="wide"><table><thead><tr><th>Known from</th><th>Primary before</th><th>Primary beside it</th><th class="n">From</th><th class="n">Until</th><th class="n">Length</th><th>Evidence</th></tr></thead><tbody>

            """);
        foreach (Overlap overlap in model.Measured.Overlaps)
            page.Add($"<tr><th>{overlap.What}</th><td>{overlap.First}</td><td>{overlap.Second}</td><td class=\"n\">{model.Offset(overlap.From)}</td><td class=\"n\">{model.Offset(overlap.To)}</td><td class=\"n bad\">{Format.Bracket(overlap.Length)}</td><td>{model.Places.Links(overlap.Evidence)}</td></tr>\n");
        page.Add($"</tbody></table></div>\n");
    }
}
