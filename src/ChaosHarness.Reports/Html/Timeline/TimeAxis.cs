namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>
/// Where instants lie in a figure: labels to the left of <see cref="Left"/>, time to the right of it.
/// </summary>
internal sealed record TimeAxis(Instant Zero, Instant From, Instant To)
{
    /// <summary>The figure's width in its own units; the page shows it at this width in pixels.</summary>
    public const double FigureWidth = 1120;

    public const double Left = 206;

    public const double Right = 1108;

    private static readonly double[] Steps =
        [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600];

    public double Seconds => Math.Max((To - From).TotalSeconds, 1e-3);

    private double PerSecond => (Right - Left) / Seconds;

    /// <summary>Where an instant lies; those outside lie on the edge.</summary>
    public double X(Instant at) => Math.Clamp(Left + (at - From).TotalSeconds * PerSecond, Left, Right);

    public bool Contains(Instant at) => at >= From && at <= To;

    /// <summary>Whether a span shows at all.</summary>
    public bool Touches(Instant from, Instant to) => to >= From && from <= To;

    /// <summary>Round times to mark, in seconds from zero.</summary>
    public IEnumerable<(double Seconds, double X)> Ticks()
    {
        double step = Steps.FirstOrDefault(s => Seconds / s <= 14, Math.Ceiling(Seconds / 14 / 3600) * 3600);
        double first = Math.Ceiling((From - Zero).TotalSeconds / step) * step;
        for (double at = first; at <= (To - Zero).TotalSeconds + 1e-9; at += step)
            yield return (Math.Round(at, 3), X(Zero + TimeSpan.FromSeconds(at)));
    }
}
