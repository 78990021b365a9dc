using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Wal;

/// <summary>
/// How much write-ahead log was lost: what a node had on a timeline behind the position at which the system left that
/// timeline for the next one. Nobody follows it there, and <c>pg_rewind</c> or a new copy removes it.
/// </summary>
/// <remarks>
/// Positions are looked at now and then: whoever wrote to a timeline may have written on until the next look, as much as in
/// any stretch of that length before the first fault. So a loss has two ends, also where the last look was not behind the
/// fork yet; only a node that left the timeline itself left it where it ended. A bound may refer to <c>wal-rate</c>, which has
/// two ends as well (<see cref="WalRate"/>): what is surely lost is held against the higher, what may be against the lower.
/// A loss belongs to the latest fault injected before the new timeline was seen: the row of its step bounds it, or else the
/// scenario's. Source: PostgreSQL documentation, "Continuous Archiving", "Timelines"; Patroni documentation, "Replication
/// modes" (the amount that may be lost is maximum_lag_on_failover and what was written in the last ttl seconds).
/// </remarks>
public sealed class WalChecker : IChecker
{
    /// <summary>The kind of watch that it needs.</summary>
    public const string Watch = "postgres-wal";

    public string Name => "wal";

    public string Help => "how much write-ahead log was left behind on a timeline that the system abandoned";

    public CheckResult Check(RunEvidence evidence, CancellationToken ct)
    {
        bool isDocumented = evidence.Scenario.Rows.Any(r => r.LostWal is not null);
        WatchSpec[] watches = [.. evidence.Scenario.Stack.Watches.Where(w => w.Kind == Watch)];
        if (watches.Length == 0)
        {
            return Results.Of(this, "Write-ahead log",
            [
                !isDocumented ? new(Verdict.Pass, "The stack watches none.")
                    : new(Verdict.Unknown, $"The stack has no watch of kind '{Watch}', so what was lost of it is not known."),
            ]);
        }

        return Results.Of(this, "Write-ahead log", [.. watches.SelectMany(w => Judge(evidence, w.Name, isDocumented))]);
    }

    private static IEnumerable<Finding> Judge(RunEvidence evidence, string watch, bool isDocumented)
    {
        RunTimeline timeline = new(evidence);
        WalPositions positions = new(evidence, watch);
        if (positions.All.Count == 0)
        {
            yield return new(isDocumented ? Verdict.Unknown : Verdict.Pass, $"{watch} saw no position.");
            yield break;
        }

        WalBounds bounds = new(evidence, timeline, positions);
        LostWal[] lost = [.. Lost(positions, bounds.Rate, timeline.End)];
        foreach (LostWal one in lost)
        {
            yield return new(
                Verdict.Pass,
                $"{one.Last.Node} had {one.Text} of timeline {one.Last.Timeline} beyond the end that the system gave it "
                + $"(it was seen at {Wording.Of(one.Last.Bytes)} and was left at {Wording.Of(one.Fork.Bytes)}"
                + $"{(one.Least < one.Most ? $"; for {Wording.Of(one.Unseen)} nobody looked" : "")}).", [one.Last.Place, one.Fork.Place]);
        }

        long newest = positions.All.Max(p => p.Timeline);
        foreach (long left in positions.All.Select(p => p.Timeline).Distinct().Where(t => t < newest && !positions.Forks.ContainsKey(t)))
            yield return new(isDocumented ? Verdict.Unknown : Verdict.Pass, $"Timeline {left} was left, and nobody told where.");
        ILookup<FaultWindow?, LostWal> own = lost.ToLookup(l => OwnBound(evidence.Scenario, timeline.FaultBefore(l.Fork.Seen)));
        foreach (FaultWindow fault in timeline.Faults.Where(f => OwnBound(evidence.Scenario, f) is not null))
            yield return bounds.Compare([.. own[fault]], $" after {fault.Name}", evidence.Scenario.RowAt(fault.Step)!.LostWal!);
        if (evidence.Scenario.Row?.LostWal is { } documented)
            yield return bounds.Compare([.. own[null]], "", documented);
        else if (own.Contains(null) || !isDocumented)
            yield return new(Verdict.Pass, $"{LostWal.Worst([.. own[null]], "")}.");
    }

    /// <summary>The fault itself when its step names a row that bounds the loss.</summary>
    private static FaultWindow? OwnBound(Scenario scenario, FaultWindow? fault) =>
        fault is not null && scenario.RowAt(fault.Step)?.LostWal is not null ? fault : null;

    /// <summary>For each node and timeline that was left: how far it was seen behind the fork, or may have come unseen.</summary>
    private static IEnumerable<LostWal> Lost(WalPositions positions, WalRate? rate, Instant end)
    {
        foreach (IGrouping<(string, long), WalPosition> seen in positions.All.GroupBy(p => (p.Node, p.Timeline)))
        {
            WalPosition last = seen.MaxBy(p => (p.Bytes, p.At))!;
            if (!positions.Forks.TryGetValue(last.Timeline, out WalFork? fork))
                continue;
            long beyond = last.Bytes - fork.Bytes;
            TimeSpan unseen = positions.UnseenAfter(last, end);
            bool mayHaveMore = fork.By != last.Node && (beyond > 0 || positions.MayHaveWritten(last));
            LostWal lost = new(last, fork, unseen, Math.Max(0, beyond), Math.Max(0, beyond + (mayHaveMore ? Written(rate, unseen) : 0)));
            if (lost.Most > 0)
                yield return lost;
        }
    }

    private static double Written(WalRate? rate, TimeSpan unseen) =>
        unseen <= TimeSpan.Zero ? 0 : rate?.Within(unseen) ?? double.PositiveInfinity;
}
