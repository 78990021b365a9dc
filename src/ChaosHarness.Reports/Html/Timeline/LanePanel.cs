namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>The states of all subjects of one watch, one lane each.</summary>
internal sealed class LanePanel(string title, IReadOnlyList<StateLane> lanes) : IPanel
{
    private const double LaneHeight = 15;
    private const double Pitch = 18;
    private const double Narrowest = 1;
    private const int MostLanes = 60;

    public double Height => lanes.Count == 0 ? 0 : Panels.TitleHeight + Shown.Count() * Pitch + Panels.Gap;

    private IEnumerable<StateLane> Shown => lanes.Take(MostLanes);

    public void Draw(HtmlText svg, TimeAxis axis, double top)
    {
        string note = lanes.Count > MostLanes ? $"the first {MostLanes} of {lanes.Count}" : "";
        Panels.Title(svg, title, top, note);
        double y = top + Panels.TitleHeight;
        bool oneNode = lanes.Select(l => l.Node).Distinct(StringComparer.Ordinal).Count() == 1;
        foreach (StateLane lane in Shown)
        {
            Panels.Label(svg, LabelOf(lane, oneNode), y + 11.5);
            DrawSpans(svg, axis, [.. lane.Spans.Where(s => axis.Touches(s.From, s.Until))], y);
            y += Pitch;
        }
    }

    private static string LabelOf(StateLane lane, bool oneNode) =>
        lane.Subject.Length == 0 || lane.Subject == lane.Node ? lane.Node
        : oneNode ? lane.Subject
        : $"{lane.Node} {lane.Subject}";

    /// <summary>Draws the spans; several in a row that are too narrow to be told apart become one block.</summary>
    private static void DrawSpans(HtmlText svg, TimeAxis axis, StateSpan[] spans, double y)
    {
        for (int first = 0; first < spans.Length;)
        {
            int narrow = spans.Skip(first).TakeWhile(s => axis.X(s.Until) - axis.X(s.From) < Narrowest).Count();
            if (narrow > 1)
                DrawBlock(svg, axis, spans.AsSpan(first, narrow), y);
            else
                DrawSpan(svg, axis, spans[first], y);
            first += Math.Max(narrow, 1);
        }
    }

    private static void DrawBlock(HtmlText svg, TimeAxis axis, ReadOnlySpan<StateSpan> spans, double y)
    {
        double from = axis.X(spans[0].From);
        string times = $"{Format.Offset(spans[0].From, axis.Zero)} to {Format.Offset(spans[^1].Until, axis.Zero)}";
        svg.Add($"<g class=\"s-other\"><title>{spans.Length} states: {times}</title>");
        Svg.Rect(svg, "sure", from, y, Math.Max(axis.X(spans[^1].Until) - from, Narrowest), LaneHeight);
        svg.Add($"</g>");
    }

    private static void DrawSpan(HtmlText svg, TimeAxis axis, StateSpan span, double y)
    {
        double from = axis.X(span.From);
        double to = axis.X(span.To);
        double until = axis.X(span.Until);
        string times = $"{span.Value}: {Format.Offset(span.From, axis.Zero)} to {Format.Offset(span.To, axis.Zero)}";
        svg.Add($"<g class=\"{StateColours.Of(span.Value)}\"><title>{times}</title>");
        if (to - from > 0.05)
            Svg.Rect(svg, "sure", from, y, to - from, LaneHeight);
        if (until - to > 0.5)
            Svg.Rect(svg, "unsure", to, y, until - to, LaneHeight);
        if (Panels.WidthOf(span.Value) + 10 < to - from)
            Svg.Text(svg, "state", from + 5, y + 11.3, span.Value);
        svg.Add($"</g>");
    }
}
