using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>Times at which two nodes were in a role at once that only one may have.</summary>
internal static class OverlapSection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        if (model.Measured.Overlaps.Count == 0)
        {
            page.Add($"<p>None was recorded. Whether that could be judged stands in the findings.</p>\n");
            return;
        }

        Tables.Begin(
            page, "", "Role", "Known from", "Node in it before", "Node beside it", "#From", "#Until", "#Length", "Evidence");
        foreach (Overlap overlap in model.Measured.Overlaps)
        {
            Tables.Row(
                page, overlap.Role, overlap.What, overlap.First, overlap.Second, Cell.Number(model.Offset(overlap.From)),
                Cell.Number(model.Offset(overlap.To)),
                new Cell(Markup.Of($"{Format.Bracket(overlap.Length)}"), "n bad"),
                model.Places.Links(overlap.Evidence));
        }

        Tables.End(page);
    }
}
