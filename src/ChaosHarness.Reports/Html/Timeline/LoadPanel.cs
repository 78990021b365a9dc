using System.Globalization;
using System.Text;

namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>Operations per second of one load, stacked by how they ended: Ok, nobody knows, Fail.</summary>
internal sealed class LoadPanel(LoadSeries series) : IPanel
{
    private const double PlotHeight = 72;
    private static readonly double[] RoundFactors = [1, 2, 4, 6, 8, 10];

    public double Height => Panels.TitleHeight + PlotHeight + 10;

    public void Draw(HtmlText svg, TimeAxis axis, double top)
    {
        double highest = Enumerable.Range(0, series.Ok.Length).Max(series.Total);
        double limit = NiceLimit(series.PerSecond((int)highest));
        double bottom = top + Panels.TitleHeight + PlotHeight;
        Panels.Title(svg, $"Load {series.Name}", top);
        foreach (double share in (double[])[0, 0.5, 1])
        {
            double y = bottom - share * PlotHeight;
            svg.Add($"<line class=\"grid\" x1=\"{TimeAxis.Left}\" x2=\"{TimeAxis.Right}\" y1=\"{y}\" y2=\"{y}\"/>");
            svg.Add($"<text class=\"label\" x=\"{TimeAxis.Left - 8}\" y=\"{y + 4}\">{share * limit}{(share == 1 ? "/s" : "")}</text>");
        }

        Area(svg, axis, "fail", bottom, limit, series.Total);
        Area(svg, axis, "info", bottom, limit, i => series.Ok[i] + series.Info[i]);
        Area(svg, axis, "ok", bottom, limit, i => series.Ok[i]);
    }

    /// <summary>A stepped area from the bottom; bins of equal height are one step.</summary>
    private void Area(HtmlText svg, TimeAxis axis, string style, double bottom, double limit, Func<int, int> count)
    {
        StringBuilder path = new();
        double drawn = double.NaN;
        path.Append(CultureInfo.InvariantCulture, $"M{axis.X(series.StartOf(0)):0.#} {bottom:0.#}");
        for (int i = 0; i < series.Ok.Length; i++)
        {
            double y = Math.Round(bottom - series.PerSecond(count(i)) / limit * PlotHeight, 1);
            if (y == drawn)
                continue;
            path.Append(CultureInfo.InvariantCulture, $"H{axis.X(series.StartOf(i)):0.#}V{y:0.#}");
            drawn = y;
        }

        path.Append(CultureInfo.InvariantCulture, $"H{axis.X(series.StartOf(series.Ok.Length)):0.#}V{bottom:0.#}Z");
        svg.Add($"<path class=\"{style}\" d=\"{new Markup(path.ToString())}\"/>");
    }

    /// <summary>The next of 1, 2, 4, 6, 8, 10 times a power of ten: the half of each is round too.</summary>
    internal static double NiceLimit(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1))));
        return RoundFactors.First(f => f * power >= value * 0.999) * power;
    }
}
