using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Outages;

/// <summary>
/// How fast a class is served when all is well, learnt from the undisturbed time before the first fault. It is what
/// lets an operation without an answer say something about the moment it was asked.
/// </summary>
/// <param name="Slowest">The slowest operation that ended Ok then, in nanoseconds.</param>
/// <param name="Period">The mean time between two starts then, in nanoseconds.</param>
internal sealed record Promptness(long Slowest, long Period)
{
    private const long Millisecond = 1_000_000;
    private const long RecentNs = 3000 * Millisecond;
    private const int Enough = 200;
    private const int GapInPeriods = 20;
    private static readonly long s_leastGap = 250 * Millisecond;
    private static readonly long s_leastServed = 5 * Millisecond;
    private static readonly long s_leastLate = 50 * Millisecond;

    /// <summary>
    /// Within this time an operation is served when the service is there all the while: twice the slowest seen, since
    /// a longer look would have seen a slower one, and at least 5 ms, which a busy machine may take for nothing.
    /// </summary>
    public long Served => Math.Max(2 * Slowest, s_leastServed);

    /// <summary>An operation that took longer than this was kept waiting, even though it ended Ok.</summary>
    public long Late => Math.Max(3 * Slowest, Slowest + s_leastLate);

    /// <summary>When nothing was asked for so long, nobody knows what was in between.</summary>
    public long Gap => Math.Max(GapInPeriods * Period, s_leastGap);

    /// <summary>
    /// Looks at the last three seconds before the first fault (or further back, to have 200 operations); null when
    /// nothing ended Ok then.
    /// </summary>
    public static Promptness? Before(ClassTrack track, long firstFault)
    {
        long slowest = -1, first = 0, last = 0;
        int seen = 0, started = 0;
        for (int i = track.Previous(track.FirstFrom(firstFault)); i >= 0; i = track.Previous(i))
        {
            Operation op = track[i];
            (long start, long end) = (op.Start.Nanoseconds, op.End.Nanoseconds);
            if (seen >= Enough && start < firstFault - RecentNs)
                break;
            last = started++ == 0 ? start : last;
            first = start;
            if (op.Outcome != Outcome.Ok || end > firstFault)
                continue;
            seen++;
            slowest = Math.Max(slowest, end - start);
        }

        return slowest < 0 ? null : new(slowest, started > 1 ? (last - first) / (started - 1) : RecentNs);
    }
}
