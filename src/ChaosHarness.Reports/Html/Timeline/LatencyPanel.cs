using System.Globalization;
using System.Text;

namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>
/// Time from due to answer of operations that ended Ok: a band from the median to the 99th percentile.
/// </summary>
internal sealed class LatencyPanel(LoadSeries series) : IPanel
{
    private const double PlotHeight = 40;
    private const double LowestMs = 0.1;
    private const int Decades = 5; // 0.1 ms to 10 s, on a scale of equal factors

    public double Height => 4 + PlotHeight + Panels.Gap;

    public void Draw(HtmlText svg, TimeAxis axis, double top)
    {
        double bottom = top + 4 + PlotHeight;
        Svg.Text(svg, "note", 0, bottom - PlotHeight + 4, "latency of Ok,");
        Svg.Text(svg, "note", 0, bottom - PlotHeight + 18, "median to p99");
        foreach ((double ms, string label) in ((double, string)[])[(1, "1 ms"), (100, "100 ms"), (10_000, "10 s")])
            Panels.Scale(svg, label, Y(ms, bottom));
        Svg.Path(svg, "band", Bands(axis, bottom));
    }

    private string Bands(TimeAxis axis, double bottom)
    {
        StringBuilder path = new();
        for (int i = 0; i < series.Ok.Length; i++)
        {
            if (series.Ok[i] == 0)
                continue;
            double left = axis.X(series.StartOf(i));
            double right = axis.X(series.StartOf(i + 1));
            double high = Y(series.P99[i], bottom);
            double low = Math.Max(Y(series.P50[i], bottom), high + 1.2); // a line where both are equal
            path.Append(CultureInfo.InvariantCulture, $"M{left:0.#} {high:0.#}H{right:0.#}V{low:0.#}H{left:0.#}Z");
        }

        return path.ToString();
    }

    private static double Y(double ms, double bottom) =>
        bottom - Math.Clamp(Math.Log10(Math.Max(ms, LowestMs) / LowestMs) / Decades, 0, 1) * PlotHeight;
}
