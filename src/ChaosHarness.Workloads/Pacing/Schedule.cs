namespace ChaosHarness.Workloads.Pacing;

/// <summary>When operations are meant to start: at a fixed rate from an origin, whatever becomes of them.</summary>
/// <param name="Origin">When the first one starts.</param>
/// <param name="Rate">Operations per second; more than 0.</param>
internal readonly record struct Schedule(Instant Origin, double Rate)
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>When operation number <paramref name="index"/> is meant to start; rounding errors do not add up.</summary>
    public Instant At(long index) => new(Origin.Nanoseconds + (long)(index * (NanosecondsPerSecond / Rate)));
}
