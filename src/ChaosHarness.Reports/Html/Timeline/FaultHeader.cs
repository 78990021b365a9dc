using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>What a figure begins with: the faults by name, each above the band that it shades.</summary>
internal sealed class FaultHeader(IReadOnlyList<FaultWindow> faults) : IPanel
{
    private const double Pitch = 17;
    private const double CharacterWidth = 6.3;

    public double Height => faults.Count == 0 ? 0 : (Rows().Max(r => r.Row) + 1) * Pitch + 4;

    public void Draw(HtmlText svg, TimeAxis axis, double top)
    {
        foreach ((FaultWindow fault, int row) in Rows())
        {
            double x = axis.X(fault.Injecting);
            double y = top + row * Pitch;
            bool fits = x + LabelOf(fault).Length * CharacterWidth < TimeAxis.Right;
            svg.Add($"<text class=\"fault-name{(fits ? "" : " end")}\" x=\"{(fits ? x + 1 : x - 4)}\" y=\"{y + 12}\">{LabelOf(fault)}</text>");
        }
    }

    /// <summary>Shades the time of each fault over the whole figure.</summary>
    public void Shade(HtmlText svg, TimeAxis axis, double top, double bottom)
    {
        foreach ((FaultWindow fault, int row) in Rows())
        {
            Instant end = fault.Healed ?? Instant.Never;
            if (!axis.Touches(fault.Injecting, end))
                continue;
            double from = axis.X(fault.Injecting);
            double to = fault.Healed is { } healed ? axis.X(healed) : TimeAxis.Right;
            double y = top + row * Pitch;
            svg.Add($"<rect class=\"fault\" x=\"{from}\" y=\"{y}\" width=\"{Math.Max(to - from, 1)}\" height=\"{bottom - y}\"/>");
            Edge(svg, axis, ReportModel.ZeroOf(fault), "fault-edge", y, bottom);
            if (fault.Healed is { } gone)
                Edge(svg, axis, gone, "fault-edge healed", y, bottom);
        }
    }

    private static void Edge(HtmlText svg, TimeAxis axis, Instant at, string style, double top, double bottom)
    {
        if (axis.Contains(at))
            svg.Add($"<line class=\"{style}\" x1=\"{axis.X(at)}\" x2=\"{axis.X(at)}\" y1=\"{top}\" y2=\"{bottom}\"/>");
    }

    private static string LabelOf(FaultWindow fault) =>
        fault.Targets.Count == 0 ? fault.Name : $"{fault.Name} on {string.Join(", ", fault.Targets)}";

    /// <summary>One row each: faults are few, and their names then never meet.</summary>
    private IEnumerable<(FaultWindow Fault, int Row)> Rows() => faults.Select((fault, row) => (fault, row));
}
