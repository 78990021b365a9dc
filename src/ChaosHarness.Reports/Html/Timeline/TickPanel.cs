namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>Something that happened at an instant.</summary>
/// <param name="At">When it was known.</param>
/// <param name="Text">What it was, with its node.</param>
/// <param name="Style">Its style: <c>tick</c>, <c>exit</c>, <c>start</c>.</param>
internal sealed record Tick(Instant At, string Text, string Style);

/// <summary>Equal things that happened, one row for each name: labels cannot collide, however close the ticks are.</summary>
internal sealed record TickRow(string Label, IReadOnlyList<Tick> Ticks);

/// <summary>Rows of ticks, in the order in which they began, so that a sequence reads from the top to the bottom.</summary>
internal sealed class TickPanel(string title, IReadOnlyList<TickRow> rows) : IPanel
{
    private const double Pitch = 14;
    private const int MostRows = 40;

    public double Height => rows.Count == 0 ? 0 : Panels.TitleHeight + Shown.Length * Pitch + 8;

    private TickRow[] Shown => [.. rows.Take(MostRows)];

    public void Draw(HtmlText svg, TimeAxis axis, double top)
    {
        Panels.Title(svg, rows.Count > MostRows ? $"{title} (first {MostRows} of {rows.Count} kinds)" : title, top);
        double y = top + Panels.TitleHeight;
        foreach (TickRow row in Shown)
        {
            Panels.Label(svg, row.Label, y + 10);
            svg.Add($"<line class=\"grid\" x1=\"{TimeAxis.Left}\" x2=\"{TimeAxis.Right}\" y1=\"{y + 6}\" y2=\"{y + 6}\"/>");
            foreach (Tick tick in row.Ticks)
                Draw(svg, axis, tick, y + 6);
            FirstTime(svg, axis, row, y + 10);
            y += Pitch;
        }
    }

    private static void Draw(HtmlText svg, TimeAxis axis, Tick tick, double y)
    {
        double x = axis.X(tick.At);
        string path = tick.Style switch
        {
            "exit" => "M-4 -4L4 4M-4 4L4 -4",
            "start" => "M-4 4L0 -4L4 4Z",
            _ => "M0 -5V5",
        };
        svg.Add($"<path class=\"{tick.Style}\" transform=\"translate({x} {y})\" d=\"{path}\">");
        svg.Add($"<title>{Format.Offset(tick.At, axis.Zero)} {tick.Text}</title></path>");
    }

    /// <summary>The time of the first tick, left of it or, where there is no room, right of the last.</summary>
    private static void FirstTime(HtmlText svg, TimeAxis axis, TickRow row, double baseline)
    {
        string text = Format.Offset(row.Ticks[0].At, axis.Zero);
        double left = axis.X(row.Ticks[0].At) - 8;
        if (left - text.Length * 6.1 > TimeAxis.Left)
            svg.Add($"<text class=\"note end\" x=\"{left}\" y=\"{baseline}\">{text}</text>");
        else
            svg.Add($"<text class=\"note\" x=\"{axis.X(row.Ticks[^1].At) + 8}\" y=\"{baseline}\">{text}</text>");
    }
}
