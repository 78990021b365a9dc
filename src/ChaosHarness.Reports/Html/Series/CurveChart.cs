using System.Globalization;
using System.Text;
using ChaosHarness.Checking;
using ChaosHarness.Reports.Files;

namespace ChaosHarness.Reports.Html.Series;

/// <summary>
/// A figure over what was varied: a bracket for every run, with a link to its report, and a line through the medians. Curves
/// differ in colour, in the shape of their marks and in their dashes.
/// </summary>
internal sealed class CurveChart(string title, string valueTitle, IReadOnlyList<Curve> curves)
{
    private const double Top = 40;
    private const double Bottom = 372;
    private const double Height = 412;
    private const int Styles = 4;

    private static readonly double[] s_factors = [1, 2, 2.5, 5, 10];
    private static readonly string[] s_marks =
        ["M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0Z", "M-3.6 -3.6H3.6V3.6H-3.6Z", "M0 -4.6L4.4 3.4H-4.4Z", "M0 -5L5 0L0 5L-5 0Z"];

    private readonly ValueAxis _axis = new(curves.SelectMany(c => c.Points).Select(p => (p.Value, p.Number)));
    private readonly double _step = Step(curves);

    private double Limit => Math.Max(1, Math.Ceiling(Most(curves) / _step)) * _step;

    /// <summary>The SVG element.</summary>
    public Markup Draw()
    {
        HtmlText svg = new();
        svg.Add($"<svg class=\"curves\" viewBox=\"0 0 1120 {Height}\" role=\"img\" aria-label=\"{title} over {valueTitle}\">\n");
        Scales(svg);
        for (int i = 0; i < curves.Count; i++)
        {
            svg.Add($"<g class=\"c{i % Styles}\">");
            Line(svg, curves[i]);
            foreach (CurvePoint point in curves[i].Points)
            {
                foreach (CurveRun run in point.Runs)
                    Mark(svg, run, point, s_marks[i % Styles]);
            }

            svg.Add($"</g>\n");
        }

        Legend(svg);
        svg.Add($"</svg>\n");
        return new Markup(svg.ToString());
    }

    private void Scales(HtmlText svg)
    {
        Svg.Text(svg, "title", 0, 14, $"{title}, in s");
        for (double at = 0; at <= Limit + _step / 1000; at += _step)
        {
            Svg.Line(svg, "grid", ValueAxis.Left, Y(at), ValueAxis.Right, Y(at));
            Svg.Text(svg, "label", ValueAxis.Left - 8, Y(at) + 4, Format.Plain(at));
        }

        foreach ((string text, double x) in _axis.Labels())
        {
            Svg.Line(svg, "grid", x, Top, x, Bottom + 4);
            Svg.Text(svg, "time", x, Bottom + 17, text);
        }

        Svg.Text(svg, "title middle", (ValueAxis.Left + ValueAxis.Right) / 2, Height - 6, valueTitle);
    }

    /// <summary>Through the medians; broken where most runs never ended.</summary>
    private void Line(HtmlText svg, Curve curve)
    {
        StringBuilder path = new();
        bool broken = true;
        foreach (CurvePoint point in curve.Points.OrderBy(p => _axis.X(p.Value)))
        {
            if (point.Median is { } median)
                path.Append(CultureInfo.InvariantCulture, $"{(broken ? 'M' : 'L')}{_axis.X(point.Value):0.#} {Y(median):0.#}");
            broken = point.Median is null;
        }

        Svg.Path(svg, "median", path.ToString());
    }

    private void Mark(HtmlText svg, CurveRun run, CurvePoint point, string mark)
    {
        double x = _axis.X(point.Value);
        string passed = run.Run.Verdict == Verdict.Pass ? "" : " doubtful";
        string tip = string.Create(CultureInfo.InvariantCulture,
            $"{SeriesWords.Bracket(run.Figure)} at {point.Value}, seed {run.Run.Seed}: {Format.Word(run.Run.Verdict)}");
        if (run.Run.Folder is { } folder)
            svg.Add($"<a href=\"{Uri.EscapeDataString(folder)}/{RunPaths.ReportName}\">");
        svg.Add($"<g class=\"run{passed}\"><title>{tip}</title>");
        if (run.Figure.Max is { } max)
        {
            Svg.Line(svg, "bracket", x, Y(run.Figure.Min), x, Y(max));
            svg.Add($"<path transform=\"translate({x} {Y(run.Figure.Middle)})\" d=\"{mark}\"/>");
        }
        else
        {
            Svg.Line(svg, "bracket", x, Y(run.Figure.Min), x, Top - 6);
            svg.Add($"<path transform=\"translate({x} {Top - 8})\" d=\"M0 -5L5 4H-5Z\"/>");
        }

        svg.Add($"</g>");
        if (run.Run.Folder is not null)
            svg.Add($"</a>");
    }

    private void Legend(HtmlText svg)
    {
        double x = ValueAxis.Right;
        foreach ((int i, Curve curve) in curves.Index().Reverse())
        {
            x -= Timeline.Panels.WidthOf(curve.Name);
            svg.Add($"<g class=\"c{i % Styles}\"><path class=\"median\" d=\"M{x - 42} 10H{x - 8}\"/>");
            svg.Add($"<g class=\"run\"><path transform=\"translate({x - 25} 10)\" d=\"{s_marks[i % Styles]}\"/></g></g>");
            Svg.Text(svg, "", x, 14, curve.Name);
            x -= 62;
        }
    }

    private double Y(double seconds) => Bottom - Math.Min(seconds, Limit) / Limit * (Bottom - Top);

    private static double Most(IReadOnlyList<Curve> curves) => curves.SelectMany(c => c.Points).SelectMany(p => p.Runs)
        .Select(r => r.Figure.Max ?? r.Figure.Min).DefaultIfEmpty().Max();

    /// <summary>The smallest round step that makes eight or fewer of the whole.</summary>
    private static double Step(IReadOnlyList<Curve> curves)
    {
        double least = Math.Max(Most(curves), 0.001) / 8;
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return s_factors.First(f => f * power >= least * 0.999) * power;
    }
}
