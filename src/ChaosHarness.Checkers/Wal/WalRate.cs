using ChaosHarness.Running;

namespace ChaosHarness.Checkers.Wal;

/// <summary>
/// How fast the write-ahead log grew under load, before anything was done to the system: what the leading node showed
/// between the start of the load and the first fault. Before the load a log grows by what sets the system up.
/// </summary>
/// <remarks>
/// A switch to a new segment (pg_switch_wal, archive_timeout, the end of a base backup) moves the position over the rest of
/// the old one, which nobody writes. It shows as a stretch that crosses the boundary of a segment, and cannot be told from
/// writing. So the mean has two ends: with these stretches, and without them.
/// Source: PostgreSQL documentation, "System Administration Functions" (pg_switch_wal), "WAL Internals" (segments).
/// </remarks>
internal sealed class WalRate
{
    /// <summary>The smallest segment that initdb makes, in bytes: what counts where the real size was not read.</summary>
    public const double SmallestSegment = 1 << 20;

    /// <summary>With fewer looks a mean says little.</summary>
    private const int FewestLooks = 3;

    private readonly WalPosition[] _looks;

    private WalRate(WalPosition[] looks, double segment)
    {
        _looks = looks;
        (double bytes, double seconds) = (0, 0);
        for (int i = 1; i < looks.Length; i++)
        {
            if (Math.Floor(looks[i - 1].Bytes / segment) != Math.Floor(looks[i].Bytes / segment))
                continue;
            bytes += looks[i].Bytes - looks[i - 1].Bytes;
            seconds += (looks[i].At - looks[i - 1].At).TotalSeconds;
        }

        double with = Bytes / Span.TotalSeconds;
        double without = seconds > 0 ? bytes / seconds : 0;
        (Least, Most) = (Math.Min(with, without), Math.Max(with, without));
    }

    /// <summary>Bytes per second, at least.</summary>
    public double Least { get; }

    /// <summary>Bytes per second, at most.</summary>
    public double Most { get; }

    private TimeSpan Span => _looks[^1].At - _looks[0].At;

    private long Bytes => _looks[^1].Bytes - _looks[0].Bytes;

    /// <summary>Measures it.</summary>
    /// <param name="positions">What was seen of the log.</param>
    /// <param name="timeline">When the load and the first fault began.</param>
    /// <param name="segment">The size of a segment in bytes, or the least that it can be.</param>
    /// <returns>The rate, or why it is not known.</returns>
    public static (WalRate? Rate, string Why) Of(WalPositions positions, RunTimeline timeline, double segment)
    {
        if (timeline.StartOf(Phase.Before) is not { } start)
            return (null, "wal-rate is not known (there was no load before the faults)");
        Instant end = timeline.UndisturbedUntil ?? timeline.End;
        WalPosition[] within = [.. positions.All.Where(p => p.At >= start && p.At < end)];
        WalPosition[] primaries = [.. within.Where(positions.IsPrimary)];
        WalPosition? ahead = (primaries.Length > 0 ? primaries : within).MaxBy(p => (p.Timeline, p.Bytes));
        WalPosition[] own = [.. within.Where(p => p.Node == ahead?.Node && p.Timeline == ahead.Timeline)];
        return own.Length >= FewestLooks ? (new(own, segment), "")
            : (null, $"wal-rate is not known ({own.Length} looks under load before the first fault, {FewestLooks} are needed)");
    }

    /// <summary>
    /// The most bytes by which the log grew in any stretch between two looks that is as long as <paramref name="time"/>, or
    /// longer: bursts, and switches of segments, are in it. When no stretch is, several as long as all of it.
    /// </summary>
    public long Within(TimeSpan time)
    {
        if (Span < time)
            return (long)(Math.Ceiling(time / Span) * Bytes);
        long most = 0;
        for (int from = 0, to = 0; to < _looks.Length; from++)
        {
            while (to < _looks.Length && _looks[to].At - _looks[from].At < time)
                to++;
            if (to < _looks.Length)
                most = Math.Max(most, _looks[to].Bytes - _looks[from].Bytes);
        }

        return most;
    }
}
