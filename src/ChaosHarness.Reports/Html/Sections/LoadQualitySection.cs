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

        page.Add($"""
            <div class="wide"><table><thead><tr><th>Load</th><th>Window</th><th class="n">Intended</th><th class="n">Started</th><th class="n">Ended Ok</th>
            <th class="n">Lateness p99</th><th class="n">Latency p50</th><th class="n">Latency p99</th></tr></thead><tbody>

            """);
        foreach (LoadQuality load in model.Measured.Loads)
            page.Add($"<tr><th>{load.Load}</th><td>{load.Window}</td><td class=\"n\">{Format.Rate(load.IntendedRate)}</td><td class=\"n\">{Format.Rate(load.StartedRate)}</td><td class=\"n\">{Format.Rate(load.OkRate)}</td><td class=\"n\">{Format.Duration(load.LatenessP99)}</td><td class=\"n\">{Format.Duration(load.LatencyP50)}</td><td class=\"n\">{Format.Duration(load.LatencyP99)}</td></tr>\n");
        page.Add($"</tbody></table></div>\n<p class=\"small\">Lateness: how much later than scheduled an operation started. Latency: of operations that ended Ok.</p>\n");
    }
}
