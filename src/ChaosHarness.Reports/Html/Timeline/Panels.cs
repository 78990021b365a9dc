namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>What panels have in common.</summary>
internal static class Panels
{
    /// <summary>Height of a panel's title line.</summary>
    public const double TitleHeight = 20;

    /// <summary>Space below a panel.</summary>
    public const double Gap = 9;

    private const int LongestLabel = 34;

    /// <summary>How wide a text in small print is at most.</summary>
    public static double WidthOf(string text) => text.Length * 6.1;

    /// <summary>A panel's title at the left edge, and what is drawn beside it.</summary>
    public static void Title(HtmlText svg, string title, double top, string note = "")
    {
        Svg.Text(svg, "title", 0, top + 14, title);
        if (note.Length > 0)
            Svg.Text(svg, "note", TimeAxis.Left + 2, top + 14, note);
    }

    /// <summary>A lane's label, ending where the time begins.</summary>
    public static void Label(HtmlText svg, string label, double baseline)
    {
        string shown = label.Length <= LongestLabel ? label : label[..(LongestLabel - 1)] + "\u2026";
        Markup tip = shown == label ? Markup.Empty : Markup.Of($"<title>{label}</title>");
        svg.Add($"<text class=\"label\" x=\"{TimeAxis.Left - 8}\" y=\"{baseline}\">{tip}{shown}</text>");
    }

    /// <summary>A line across the time, with its label.</summary>
    public static void Scale(HtmlText svg, string label, double y)
    {
        Svg.Line(svg, "grid", TimeAxis.Left, y, TimeAxis.Right, y);
        Svg.Text(svg, "label", TimeAxis.Left - 8, y + 4, label);
    }
}
