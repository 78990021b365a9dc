namespace ChaosHarness.Reports.Html;

/// <summary>The few shapes that figures are made of.</summary>
internal static class Svg
{
    public static void Line(HtmlText svg, string style, double x1, double y1, double x2, double y2) =>
        svg.Add($"<line class=\"{style}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>");

    public static void Rect(HtmlText svg, string style, double x, double y, double width, double height) =>
        svg.Add($"<rect class=\"{style}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");

    public static void Text(HtmlText svg, string style, double x, double y, string text) =>
        svg.Add($"<text class=\"{style}\" x=\"{x}\" y=\"{y}\">{text}</text>");

    /// <summary>A path whose data holds numbers and letters only.</summary>
    public static void Path(HtmlText svg, string style, string data) =>
        svg.Add($"<path class=\"{style}\" d=\"{data}\"/>");
}
