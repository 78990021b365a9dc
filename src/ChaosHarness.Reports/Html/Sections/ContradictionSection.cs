using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>Operations that no single copy of the data can explain, with pictures; only where there are any.</summary>
internal static class ContradictionSection
{
    public static bool IsNeeded(ReportModel model) => model.Measured.Contradictions.Count > 0;

    public static void Write(HtmlText page, ReportModel model)
    {
        page.Add($"""
            <p class="small">Each of these is a few operations for which there is no order that explains what every client
            saw and respects real time. Coloured: the operations that contradict each other. Grey: what else happened on
            the key then. Dashed: nobody knows when it ended. Times count from the first fault; stretches without anything of
            interest are drawn shorter than they were. Values are called by their load and number.</p>

            """);
        foreach (Contradiction contradiction in model.Measured.Contradictions)
            WriteOne(page, model, contradiction);
    }

    private static void WriteOne(HtmlText page, ReportModel model, Contradiction contradiction)
    {
        page.Add($"""
            <div class="contradiction"><h3>{contradiction.Anomaly} on <code>{contradiction.Key}</code></h3>
            <p>{contradiction.Text} {model.Places.Links(contradiction.Evidence)}</p>

            """);
        if (contradiction.Picture.Length > 0)
        {
            // Made by the checker as markup, with everything in it escaped there.
            page.Add($"<figure>{new Markup(contradiction.Picture)}</figure>\n");
        }

        page.Add($"<ul class=\"operations\">\n");
        foreach (string operation in contradiction.Operations)
            page.Add($"<li><code>{operation}</code></li>\n");
        page.Add($"</ul></div>\n");
    }
}
