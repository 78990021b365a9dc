using System.Globalization;

namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>Panels below each other on one time axis, with the faults shaded behind all of them.</summary>
internal sealed class Figure(TimeAxis axis, FaultHeader faults, IReadOnlyList<IPanel> panels)
{
    private const double AxisHeight = 22;

    public Markup Draw(string id, string title)
    {
        double header = faults.Height;
        double bodyTop = header + AxisHeight;
        double bodyBottom = bodyTop + panels.Sum(p => p.Height);
        double height = bodyBottom + AxisHeight;
        HtmlText svg = new();
        svg.Add($"<svg id=\"{id}\" viewBox=\"0 0 {TimeAxis.FigureWidth} {height}\" role=\"img\" aria-label=\"{title}\">");
        faults.Shade(svg, axis, 0, bodyBottom);
        Grid(svg, bodyTop, bodyBottom);
        faults.Draw(svg, axis, 0);
        Ticks(svg, bodyTop - 7);
        double top = bodyTop;
        foreach (IPanel panel in panels.Where(p => p.Height > 0))
        {
            panel.Draw(svg, axis, top);
            top += panel.Height;
        }

        Ticks(svg, bodyBottom + 15);
        svg.Add($"<line class=\"cursor\" y1=\"{bodyTop}\" y2=\"{bodyBottom}\" x1=\"-9\" x2=\"-9\"/></svg>");
        return new Markup(svg.ToString());
    }

    private void Grid(HtmlText svg, double top, double bottom)
    {
        foreach ((double seconds, double x) in axis.Ticks())
            svg.Add($"<line class=\"{(seconds == 0 ? "zero" : "grid")}\" x1=\"{x}\" x2=\"{x}\" y1=\"{top}\" y2=\"{bottom}\"/>");
    }

    private void Ticks(HtmlText svg, double baseline)
    {
        svg.Add($"<text class=\"label\" x=\"{TimeAxis.Left - 8}\" y=\"{baseline}\">seconds</text>");
        foreach ((double seconds, double x) in axis.Ticks())
        {
            string text = seconds.ToString("0.###", CultureInfo.InvariantCulture).Replace('-', '\u2212');
            svg.Add($"<text class=\"time\" x=\"{x}\" y=\"{baseline}\">{text}</text>");
        }
    }
}
