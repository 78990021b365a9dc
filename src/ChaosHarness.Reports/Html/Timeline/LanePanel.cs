namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>The states of all subjects of one watch, one lane each.</summary>
internal sealed class LanePanel(string title, IReadOnlyList<StateLane> lanes) : IPanel
{
    private const double LaneHeight = 15;
    private const double Pitch = 18;
    private const double CharacterWidth = 6.1;

    public double Height => lanes.Count == 0 ? 0 : Panels.TitleHeight + lanes.Count * Pitch + 8;

    public void Draw(HtmlText svg, TimeAxis axis, double top)
    {
        Panels.Title(svg, title, top);
        double y = top + Panels.TitleHeight;
        bool oneNode = lanes.Select(l => l.Node).Distinct().Count() == 1;
        foreach (StateLane lane in lanes)
        {
            Panels.Label(svg, LabelOf(lane, oneNode), y + 11.5);
            foreach (StateSpan span in lane.Spans.Where(s => axis.Touches(s.From, s.Until)))
                DrawSpan(svg, axis, span, y);
            y += Pitch;
        }
    }

    private static string LabelOf(StateLane lane, bool oneNode) =>
        lane.Subject.Length == 0 || lane.Subject == lane.Node ? lane.Node
        : oneNode ? lane.Subject
        : $"{lane.Node} {lane.Subject}";

    private static void DrawSpan(HtmlText svg, TimeAxis axis, StateSpan span, double y)
    {
        string style = StateColours.Of(span.Value);
        double from = axis.X(span.From);
        double to = axis.X(span.To);
        double until = axis.X(span.Until);
        string times = $"{span.Value}: {Format.Offset(span.From, axis.Zero)} to {Format.Offset(span.To, axis.Zero)}";
        svg.Add($"<g class=\"{style}\"><title>{times}</title>");
        if (to - from > 0.05)
            svg.Add($"<rect x=\"{from}\" y=\"{y}\" width=\"{to - from}\" height=\"{LaneHeight}\"/>");
        if (until - to > 0.5)
            svg.Add($"<rect class=\"unsure\" x=\"{to}\" y=\"{y}\" width=\"{until - to}\" height=\"{LaneHeight}\"/>");
        if (span.Value.Length * CharacterWidth + 8 < until - from)
            svg.Add($"<text x=\"{from + 5}\" y=\"{y + 11.3}\">{span.Value}</text>");
        svg.Add($"</g>");
    }
}
