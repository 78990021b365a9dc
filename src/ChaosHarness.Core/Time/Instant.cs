namespace ChaosHarness;

/// <summary>
/// A point on this machine's monotonic clock (CLOCK_MONOTONIC), in nanoseconds. Processes in all namespaces of one
/// machine read the same clock, so instants from workers, watchers and injectors can be compared with each other.
/// They mean nothing on another machine or after a reboot.
/// </summary>
public readonly record struct Instant(long Nanoseconds) : IComparable<Instant>
{
    /// <summary>Later than every real instant: the end of an operation nobody knows the outcome of.</summary>
    public static Instant Never => new(long.MaxValue);

    /// <summary>Nanoseconds in one tick of <see cref="TimeSpan"/>.</summary>
    private const long NanosecondsPerTick = 100;

    /// <summary>Reads the clock.</summary>
    public static Instant Now(TimeProvider clock) =>
        new(clock.TimestampFrequency == 1_000_000_000
            ? clock.GetTimestamp()
            : (long)(clock.GetTimestamp() * (1e9 / clock.TimestampFrequency)));

    public int CompareTo(Instant other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public static TimeSpan operator -(Instant left, Instant right) =>
        TimeSpan.FromTicks((left.Nanoseconds - right.Nanoseconds) / NanosecondsPerTick);

    public static Instant operator +(Instant instant, TimeSpan span) =>
        new(instant.Nanoseconds + span.Ticks * NanosecondsPerTick);

    public static Instant operator -(Instant instant, TimeSpan span) =>
        new(instant.Nanoseconds - span.Ticks * NanosecondsPerTick);

    public static bool operator <(Instant left, Instant right) => left.Nanoseconds < right.Nanoseconds;
    public static bool operator >(Instant left, Instant right) => left.Nanoseconds > right.Nanoseconds;
    public static bool operator <=(Instant left, Instant right) => left.Nanoseconds <= right.Nanoseconds;
    public static bool operator >=(Instant left, Instant right) => left.Nanoseconds >= right.Nanoseconds;
}
