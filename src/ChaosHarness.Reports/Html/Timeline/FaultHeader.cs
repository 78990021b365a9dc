using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>What a figure begins with: the faults by name, one line each, above the band that each shades.</summary>
internal sealed class FaultHeader(IReadOnlyList<FaultWindow> faults) : IPanel
{
    private const double Pitch = 17;

    public double Height => faults.Count * Pitch;

    public void Draw(HtmlText svg, TimeAxis axis, double top)
    {
        foreach ((int row, FaultWindow fault) in faults.Index())
        {
            string on = fault.Targets.Count == 0 ? "" : $" on {string.Join(", ", fault.Targets)}";
            double x = axis.X(ReportModel.ZeroOf(fault));
            bool fits = x + Panels.WidthOf(fault.Name + on) + 12 < TimeAxis.Right;
            string style = fits ? "fault-name" : "fault-name end";
            Svg.Text(svg, style, fits ? x + 5 : x - 5, top + row * Pitch + 12, fault.Name + on);
        }
    }

    /// <summary>Shades the time of each fault over the whole figure; its edges leave the line of times free.</summary>
    public void Shade(HtmlText svg, TimeAxis axis, double bodyTop, double bodyBottom)
    {
        foreach ((int row, FaultWindow fault) in faults.Index())
        {
            if (!axis.Touches(fault.Injecting, fault.Healed ?? Instant.Never))
                continue;
            double top = row * Pitch;
            double from = axis.X(fault.Injecting);
            double to = fault.Healed is { } healed ? axis.X(healed) : TimeAxis.Right;
            Svg.Rect(svg, "fault", from, top, Math.Max(to - from, 1), bodyBottom - top);
            Edge(svg, axis, ReportModel.ZeroOf(fault), "fault-edge", bodyTop, bodyBottom);
            if (fault.Healed is { } gone)
                Edge(svg, axis, gone, "fault-edge healed", bodyTop, bodyBottom);
        }
    }

    private static void Edge(HtmlText svg, TimeAxis axis, Instant at, string style, double top, double bottom)
    {
        if (axis.Contains(at))
            Svg.Line(svg, style, axis.X(at), top, axis.X(at), bottom);
    }
}
