namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>A duration whose ends are known to lie between two instants each.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Style">Its style.</param>
/// <param name="Earliest">Its start at the earliest.</param>
/// <param name="From">Its start at the latest.</param>
/// <param name="To">Its end at the earliest.</param>
/// <param name="Latest">Its end at the latest; null when it never ended.</param>
/// <param name="Text">What is written beside it.</param>
internal sealed record BracketRow(
    string Label, string Style, Instant Earliest, Instant From, Instant To, Instant? Latest, string Text);

/// <summary>Durations: the part that is certain solid, the part that may belong to it pale.</summary>
internal sealed class BracketPanel(string title, IReadOnlyList<BracketRow> rows) : IPanel
{
    private const double Pitch = 17;
    private const double BarHeight = 9;

    public double Height => rows.Count == 0 ? 0 : Panels.TitleHeight + rows.Count * Pitch + Panels.Gap;

    public void Draw(HtmlText svg, TimeAxis axis, double top)
    {
        Panels.Title(svg, title, top);
        double y = top + Panels.TitleHeight;
        foreach (BracketRow row in rows)
        {
            Panels.Label(svg, row.Label, y + 11);
            DrawBar(svg, axis, row, y + 3);
            y += Pitch;
        }
    }

    private static void DrawBar(HtmlText svg, TimeAxis axis, BracketRow row, double y)
    {
        double outerLeft = axis.X(row.Earliest);
        double outerRight = axis.X(row.Latest ?? axis.To);
        double left = axis.X(row.From);
        double right = Math.Max(axis.X(row.To), left);
        svg.Add($"<g class=\"{row.Style}\"><title>{row.Label}: {row.Text}</title>");
        Svg.Rect(svg, "unsure", outerLeft, y, Math.Max(outerRight - outerLeft, 1), BarHeight);
        if (right - left > 0.05)
            Svg.Rect(svg, "sure", left, y, right - left, BarHeight);
        svg.Add($"</g>");
        if (outerRight + 6 + Panels.WidthOf(row.Text) < TimeAxis.Right)
            Svg.Text(svg, "note", outerRight + 6, y + 8, row.Text);
        else
            Svg.Text(svg, "note end", outerLeft - 6, y + 8, row.Text);
    }
}
