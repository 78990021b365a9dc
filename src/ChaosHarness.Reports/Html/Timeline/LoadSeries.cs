namespace ChaosHarness.Reports.Html.Timeline;

/// <summary>
/// One load over time. An operation counts in the bin in which it was due, by how it ended: an outage shows where users
/// met it, not where their timeouts ended, and the three counts add up to what the schedule wanted.
/// </summary>
internal sealed class LoadSeries(string name, Instant start, TimeSpan bin, int bins)
{
    public string Name { get; } = name;

    /// <summary>The start of the first bin.</summary>
    public Instant Start { get; } = start;

    public TimeSpan Bin { get; } = bin;

    public int[] Ok { get; } = new int[bins];

    public int[] Fail { get; } = new int[bins];

    /// <summary>Operations that nobody knows the outcome of, those still open included.</summary>
    public int[] Info { get; } = new int[bins];

    /// <summary>
    /// Median time from due to answer of those that ended Ok, in milliseconds; 0 where there are none.
    /// </summary>
    public double[] P50 { get; } = new double[bins];

    /// <summary>99th percentile of the same.</summary>
    public double[] P99 { get; } = new double[bins];

    public int Total(int index) => Ok[index] + Info[index] + Fail[index];

    public double PerSecond(int count) => count / Bin.TotalSeconds;

    public Instant StartOf(int index) => Start + Bin * index;
}
