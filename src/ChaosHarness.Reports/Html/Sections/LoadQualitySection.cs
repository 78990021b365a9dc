using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>Whether the load was what the scenario asked for: numbers measured under less load prove less.</summary>
internal static class LoadQualitySection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        if (model.Measured.Loads.Count == 0)
        {
            page.Add($"<p>No checker measured the load.</p>\n");
            return;
        }

        Tables.Begin(
            page, "", "Load", "Window", "#Intended", "#Started", "#Ended Ok", "#Lateness p99", "#Latency p50",
            "#Latency p99");
        foreach (LoadQuality load in model.Measured.Loads)
        {
            Tables.Row(
                page, load.Load, load.Window, Cell.Number(Format.Rate(load.IntendedRate)),
                Cell.Number(Format.Rate(load.StartedRate)), Cell.Number(Format.Rate(load.OkRate)),
                Cell.Number(Format.Duration(load.LatenessP99)), Cell.Number(Format.Duration(load.LatencyP50)),
                Cell.Number(Format.Duration(load.LatencyP99)));
        }

        Tables.End(page);
        page.Add($"""
            <p class="small">Lateness: how much later than scheduled an operation started. Latency: of operations that
            ended Ok.</p>

            """);
    }
}
