namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>Panels below each other on one time axis, with the faults shaded behind all of them.</summary>
internal sealed class Figure(TimeAxis axis, FaultHeader faults, IReadOnlyList<IPanel> panels)
{
    private const double AxisHeight = 22;

    public Markup Draw(string id, string title)
    {
        double bodyTop = faults.Height + AxisHeight;
        double bodyBottom = bodyTop + panels.Sum(p => p.Height);
        HtmlText svg = new();
        double height = bodyBottom + AxisHeight;
        svg.Add($"""
            <svg id="{id}" viewBox="0 0 {TimeAxis.FigureWidth} {height}" role="img" aria-label="{title}">

            """);
        faults.Shade(svg, axis, bodyTop, bodyBottom);
        foreach ((_, double x) in axis.Ticks())
            Svg.Line(svg, "grid", x, bodyTop, x, bodyBottom);
        faults.Draw(svg, axis, 0);
        Times(svg, bodyTop - 7);
        double top = bodyTop;
        foreach (IPanel panel in panels.Where(p => p.Height > 0))
        {
            panel.Draw(svg, axis, top);
            svg.Add($"\n");
            top += panel.Height;
        }

        Times(svg, bodyBottom + 15);
        Svg.Line(svg, "cursor", -9, bodyTop, -9, bodyBottom);
        svg.Add($"</svg>\n");
        return new Markup(svg.ToString());
    }

    private void Times(HtmlText svg, double baseline)
    {
        Svg.Text(svg, "label", TimeAxis.Left - 24, baseline, "seconds");
        foreach ((double seconds, double x) in axis.Ticks())
            Svg.Text(svg, "time", x, baseline, Format.Plain(seconds).Replace('-', '\u2212'));
    }
}
