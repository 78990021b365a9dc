using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>Draws a measured bracket over the derived one, all rows of a table on one scale that begins at 0.</summary>
internal sealed class BulletScale
{
    private const double Width = 170;
    private const double Height = 14;
    private readonly double _limit;

    private BulletScale(double limit) => _limit = limit;

    /// <summary>A scale on which all these brackets have room.</summary>
    public static BulletScale For(IEnumerable<TimeBracket?> brackets)
    {
        double longest = brackets.OfType<TimeBracket>().Select(b => (b.Max ?? b.Min).TotalSeconds).DefaultIfEmpty(1).Max();
        double step = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(longest, 1e-3))));
        return new(Math.Ceiling(longest / step * 1.02) * step);
    }

    /// <summary>The ends of the scale.</summary>
    public Markup Header() =>
        Markup.Of($"<span class=\"ends\"><span>0</span><span>{Format.Duration(TimeSpan.FromSeconds(_limit)).Replace(".000", "", StringComparison.Ordinal)}</span></span>");

    public Markup Draw(TimeBracket? derived, TimeBracket? measured, Verdict verdict)
    {
        HtmlText svg = new();
        svg.Add($"<svg class=\"bullet\" viewBox=\"0 0 {Width} {Height}\" aria-hidden=\"true\"><line class=\"grid\" x1=\"0\" x2=\"{Width}\" y1=\"{Height - 0.5}\" y2=\"{Height - 0.5}\"/>");
        if (derived is not null)
            Bar(svg, "derived", derived, 0, Height);
        if (measured is not null)
            Bar(svg, $"measured {Shell.Style(verdict)}", measured, 4, Height - 8);
        svg.Add($"</svg>");
        return new Markup(svg.ToString());
    }

    private void Bar(HtmlText svg, string style, TimeBracket bracket, double y, double height)
    {
        double from = X(bracket.Min);
        double to = bracket.Max is { } max ? X(max) : Width;
        double width = Math.Max(to - from, 2.5); // a narrow bracket still has to be seen
        svg.Add($"<rect class=\"{style}\" x=\"{Math.Min(from, Width - width)}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");
    }

    private double X(TimeSpan time) => Math.Clamp(time.TotalSeconds / _limit, 0, 1) * Width;
}
