namespace ChaosHarness.Tests.Reports.Sample;

/// <summary>When things happen in the sample: a Redis master is stopped under load and comes back 20 s later.</summary>
internal static class SampleTimes
{
    /// <summary>The monotonic clock when the run starts.</summary>
    public static readonly Instant Start = new(4_000_000_000_000);

    /// <summary>Load begins.</summary>
    public static readonly Instant Load = Start + TimeSpan.FromSeconds(8);

    /// <summary>The master is gone: times in the sample count from here.</summary>
    public static readonly Instant Zero = Load + TimeSpan.FromSeconds(12);

    /// <summary>Load ends.</summary>
    public static readonly Instant End = Load + TimeSpan.FromSeconds(60);

    /// <summary>The new master takes writes.</summary>
    public const double Promoted = 5.342;

    /// <summary>Clients are told about it: a write gap of 6.3 s.</summary>
    public const double Announced = 6.291;

    public static Instant At(double seconds) =>
        Zero + TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
}
