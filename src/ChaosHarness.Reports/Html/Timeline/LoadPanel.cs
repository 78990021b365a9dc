using System.Globalization;
using System.Text;

namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>Operations per second of one load, stacked by how they ended: Ok, nobody knows, Fail.</summary>
internal sealed class LoadPanel(LoadSeries series) : IPanel
{
    private const double PlotHeight = 72;
    private static readonly double[] RoundFactors = [1, 2, 4, 6, 8, 10]; // half of each is round too

    public double Height => Panels.TitleHeight + PlotHeight + Panels.Gap;

    public void Draw(HtmlText svg, TimeAxis axis, double top)
    {
        double limit = RoundedUp(series.PerSecond(Enumerable.Range(0, series.Ok.Length).Max(series.Total)));
        double bottom = top + Panels.TitleHeight + PlotHeight;
        Panels.Title(svg, $"Load {series.Name}", top);
        Svg.Text(svg, "note", 0, top + 29, "operations per second,");
        Svg.Text(svg, "note", 0, top + 43, "by how they ended");
        foreach (double share in (double[])[0, 0.5, 1])
            Panels.Scale(svg, Format.Plain(share * limit), bottom - share * PlotHeight);
        Svg.Path(svg, "fail", Area(axis, bottom, limit, series.Total));
        Svg.Path(svg, "info", Area(axis, bottom, limit, i => series.Ok[i] + series.Info[i]));
        Svg.Path(svg, "ok", Area(axis, bottom, limit, i => series.Ok[i]));
    }

    /// <summary>A stepped area from the bottom; bins of equal height are one step.</summary>
    private string Area(TimeAxis axis, double bottom, double limit, Func<int, int> count)
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
        return path.ToString();
    }

    private static double RoundedUp(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1))));
        return RoundFactors.First(f => f * power >= value * 0.999) * power;
    }
}
