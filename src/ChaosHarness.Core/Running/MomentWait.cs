using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.Running;

/// <summary>Waits for a moment in the rhythm of the system, as the watchers see it.</summary>
internal sealed class MomentWait(Board board, TimeProvider clock)
{
    /// <summary>A rhythm slower than this is none that a run can wait for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits.</summary>
    /// <returns>What was waited for and when it was, as a sentence; null when no change was seen in time.</returns>
    public async Task<string?> WaitAsync(Moment moment, CancellationToken ct)
    {
        Instant end = Instant.Now(clock) + Patience;
        HashSet<string> known = [.. Values(moment).Select(o => o.Value)];
        if (await ChangeAsync(moment, known, end, ct) is not { } first)
            return null;
        if (moment.Before is not { } before)
        {
            await UntilAsync(first.At + moment.Plus, ct);
            return $"{first.Subject} of {moment.Watch} changed to {first.Value}, and {moment.Plus.TotalSeconds:0.###} s passed";
        }

        if (await ChangeAsync(moment, known, end, ct) is not { } second)
            return null;
        TimeSpan period = second.At - first.At;
        await UntilAsync(second.At + period - before, ct);
        return $"{second.Subject} of {moment.Watch} changes every {period.TotalSeconds:0.000} s; "
            + $"the next change was due in {before.TotalSeconds:0.###} s";
    }

    /// <summary>The next value that nobody had shown before: several nodes show the same change one after the other.</summary>
    private async Task<Observation?> ChangeAsync(Moment moment, HashSet<string> known, Instant end, CancellationToken ct)
    {
        while (Instant.Now(clock) < end)
        {
            if (Values(moment).Where(o => !known.Contains(o.Value)).MinBy(o => o.At) is { } change)
            {
                known.Add(change.Value);
                return change;
            }

            await Task.Delay(Poll, clock, ct);
        }

        return null;
    }

    private IEnumerable<Observation> Values(Moment moment) => board.Latest(moment.Watch).Where(o =>
        o.Subject.Contains(moment.Subject, StringComparison.Ordinal) && o.Value is not (Observation.Down or Observation.Silent));

    private async Task UntilAsync(Instant instant, CancellationToken ct)
    {
        TimeSpan left = instant - Instant.Now(clock);
        if (left > TimeSpan.Zero)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), clock, ct);
    }
}
