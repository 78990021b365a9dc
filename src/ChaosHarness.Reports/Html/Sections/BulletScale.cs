using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>Draws a measured bracket over the derived one, all rows of a table on one scale that begins at 0.</summary>
internal sealed class BulletScale
{
    private const double Width = 170;
    private const double Height = 14;
    private const double Thinnest = 2.5; // a narrow bracket still has to be seen
    private static readonly double[] RoundFactors = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12];
    private readonly double _seconds;

    private BulletScale(double seconds) => _seconds = seconds;

    /// <summary>The far end of the scale.</summary>
    public string Limit => Format.Limit(TimeSpan.FromSeconds(_seconds));

    /// <summary>A scale on which all these brackets have room.</summary>
    public static BulletScale For(IEnumerable<TimeBracket?> brackets)
    {
        double longest = brackets.OfType<TimeBracket>()
            .Select(b => (b.Max ?? b.Min).TotalSeconds).DefaultIfEmpty(1).Max();
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(longest, 1e-3))));
        return new(RoundFactors.First(f => f * power >= longest * 1.02) * power);
    }

    public Markup Draw(TimeBracket? derived, TimeBracket? measured, Verdict verdict)
    {
        HtmlText svg = new();
        svg.Add($"<svg class=\"bullet\" viewBox=\"0 0 {Width} {Height}\" aria-hidden=\"true\">");
        Svg.Line(svg, "grid", 0, Height - 0.5, Width, Height - 0.5);
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
        double width = Math.Max((bracket.Max is { } max ? X(max) : Width) - from, Thinnest);
        Svg.Rect(svg, style, Math.Min(from, Width - width), y, width, height);
    }

    private double X(TimeSpan time) => Math.Clamp(time.TotalSeconds / _seconds, 0, 1) * Width;
}
