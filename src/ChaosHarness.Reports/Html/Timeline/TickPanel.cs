namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>Something that happened at an instant.</summary>
/// <param name="At">When it was known.</param>
/// <param name="Text">What it was, with its node.</param>
/// <param name="Style">Its style: <c>tick</c>, <c>exit</c>, <c>start</c>.</param>
internal sealed record Tick(Instant At, string Text, string Style);

/// <summary>
/// Things of one name: a row for each name, so that labels cannot collide however close the ticks are.
/// </summary>
internal sealed record TickRow(string Label, IReadOnlyList<Tick> Ticks);

/// <summary>Rows of ticks in the order in which they began: a sequence reads from the top to the bottom.</summary>
internal sealed class TickPanel(string title, IReadOnlyList<TickRow> rows) : IPanel
{
    private const double Pitch = 14;
    private const int MostRows = 40;
    private const int Many = 50;
    private const int MostTicks = 300;

    public double Height => rows.Count == 0 ? 0 : Panels.TitleHeight + Shown.Count() * Pitch + Panels.Gap;

    private IEnumerable<TickRow> Shown => rows.Take(MostRows);

    public void Draw(HtmlText svg, TimeAxis axis, double top)
    {
        Panels.Title(svg, title, top, rows.Count > MostRows ? $"the first {MostRows} of {rows.Count} kinds" : "");
        double y = top + Panels.TitleHeight;
        foreach (TickRow row in Shown)
        {
            Panels.Label(svg, row.Label, y + 10);
            Svg.Line(svg, "grid", TimeAxis.Left, y + 6, TimeAxis.Right, y + 6);
            foreach (Tick tick in Visible(row.Ticks, axis))
                DrawTick(svg, axis, tick, y + 6);
            FirstTime(svg, axis, row, y + 10);
            y += Pitch;
        }
    }

    /// <summary>Of very many, those that do not lie on one another; the row's label counts all of them.</summary>
    private static IEnumerable<Tick> Visible(IReadOnlyList<Tick> ticks, TimeAxis axis) => ticks.Count <= Many
        ? ticks
        : ticks.DistinctBy(t => (Math.Round(axis.X(t.At)), t.Style)).Take(MostTicks);

    private static void DrawTick(HtmlText svg, TimeAxis axis, Tick tick, double y)
    {
        string path = tick.Style switch
        {
            "exit" => "M-4 -4L4 4M-4 4L4 -4",
            "start" => "M-4 4L0 -4L4 4Z",
            _ => "M0 -5V5",
        };
        svg.Add($"<path class=\"{tick.Style}\" transform=\"translate({axis.X(tick.At)} {y})\" d=\"{path}\">");
        svg.Add($"<title>{Format.Offset(tick.At, axis.Zero)} {tick.Text}</title></path>");
    }

    /// <summary>The time of the first tick, left of it or, where there is no room, right of the last.</summary>
    private static void FirstTime(HtmlText svg, TimeAxis axis, TickRow row, double baseline)
    {
        string text = Format.Offset(row.Ticks[0].At, axis.Zero);
        double left = axis.X(row.Ticks[0].At) - 8;
        if (left - Panels.WidthOf(text) > TimeAxis.Left)
            Svg.Text(svg, "note end", left, baseline, text);
        else
            Svg.Text(svg, "note", axis.X(row.Ticks[^1].At) + 8, baseline, text);
    }
}
