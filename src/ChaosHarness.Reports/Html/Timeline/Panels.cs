namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>What panels have in common.</summary>
internal static class Panels
{
    /// <summary>Height of a panel's title line.</summary>
    public const double TitleHeight = 20;

    private const int LongestLabel = 26;

    /// <summary>A panel's title, at the left edge.</summary>
    public static void Title(HtmlText svg, string title, double top) =>
        svg.Add($"<text class=\"title\" x=\"0\" y=\"{top + 14}\">{title}</text>");

    /// <summary>A lane's label, ending where the time begins.</summary>
    public static void Label(HtmlText svg, string label, double baseline)
    {
        string shown = label.Length <= LongestLabel ? label : label[..(LongestLabel - 1)] + "\u2026";
        svg.Add($"<text class=\"label\" x=\"{TimeAxis.Left - 8}\" y=\"{baseline}\">");
        if (shown != label)
            svg.Add($"<title>{label}</title>");
        svg.Add($"{shown}</text>");
    }
}
