using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Wal;

/// <summary>
/// How much write-ahead log was lost: what a node had on a timeline behind the position at which the system left that
/// timeline for the next one. Nobody follows it there, and <c>pg_rewind</c> or a new copy removes it.
/// </summary>
/// <remarks>
/// Positions are looked at now and then: a log that was seen to reach so far may have reached further until the next look, by
/// what was written at <c>wal-rate</c> (bytes per second before the first fault). A bound may refer to that rate. A loss
/// belongs to the latest fault injected before the new timeline was seen: the row of its step bounds it, or else the scenario's.
/// Source: PostgreSQL documentation, "Continuous Archiving", "Timelines"; Patroni documentation, "Replication modes" (the
/// amount that may be lost is maximum_lag_on_failover and what was written in the last ttl seconds).
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

        double rate = Rate(positions, timeline.FirstFault ?? timeline.End);
        LostWal[] lost = [.. Lost(positions, rate, timeline.End)];
        foreach (LostWal one in lost)
        {
            yield return new(
                Verdict.Pass,
                $"{one.Last.Node} had {one.Text} of timeline {one.Last.Timeline} beyond the end that the system gave it "
                + $"(it reached {Wording.Of(one.Last.Bytes)} and was left at {Wording.Of(one.Fork)}).", one.Places);
        }

        BoundEvaluator bounds = new(
            evidence.Scenario.Stack.Table, new LiveConfiguration(evidence.Journal, timeline.FirstFault),
            new Dictionary<string, double> { [MeasuredNames.WalRate] = rate });
        ILookup<FaultWindow?, LostWal> own = lost.ToLookup(l => OwnBound(evidence.Scenario, timeline.FaultBefore(l.Seen)));
        foreach (FaultWindow fault in timeline.Faults.Where(f => OwnBound(evidence.Scenario, f) is not null))
            yield return Compare(own[fault], $" after {fault.Name}", bounds.Evaluate(evidence.Scenario.RowAt(fault.Step)!.LostWal!));
        if (evidence.Scenario.Row?.LostWal is { } documented)
            yield return Compare(own[null], "", bounds.Evaluate(documented));
        else if (own.Contains(null) || !isDocumented)
            yield return new(Verdict.Pass, $"{Most(own[null], "")}.");
    }

    /// <summary>The fault itself when its step names a row that bounds the loss.</summary>
    private static FaultWindow? OwnBound(Scenario scenario, FaultWindow? fault) =>
        fault is not null && scenario.RowAt(fault.Step)?.LostWal is not null ? fault : null;

    private static Finding Compare(IEnumerable<LostWal> lost, string after, Allowed allowed)
    {
        Verdict verdict = !allowed.IsKnown ? Verdict.Unknown
            : lost.Any(l => l.Least > allowed.Max) ? Verdict.Fail
            : lost.Any(l => l.Most > allowed.Max) ? Verdict.Unknown : Verdict.Pass;
        return new(verdict, $"{Most(lost, after)}; documented is {allowed.Text(bytes => $"{Wording.Of((long)bytes)} bytes")}.");
    }

    private static string Most(IEnumerable<LostWal> lost, string after) => lost.MaxBy(l => l.Most) is { } most
        ? $"At most {most.Text} of write-ahead log were left behind{after}" : $"No write-ahead log was left behind{after}";

    /// <summary>For each node: the farthest it was seen behind a fork.</summary>
    private static IEnumerable<LostWal> Lost(WalPositions positions, double rate, Instant end)
    {
        foreach (IGrouping<(string, long), WalPosition> seen in positions.All.GroupBy(p => (p.Node, p.Timeline)))
        {
            WalPosition last = seen.MaxBy(p => p.Bytes)!;
            if (!positions.Forks.TryGetValue(last.Timeline, out (long Bytes, Instant Seen, string Place) fork) || last.Bytes <= fork.Bytes)
                continue;
            long least = last.Bytes - fork.Bytes;
            TimeSpan unseen = (positions.NextLook(last) ?? end) - last.At;
            yield return new(last, fork.Bytes, fork.Seen, least, least + (long)(rate * Math.Max(0, unseen.TotalSeconds)), [last.Place, fork.Place]);
        }
    }

    /// <summary>Bytes per second of the log that reached farthest, before a moment.</summary>
    private static double Rate(WalPositions positions, Instant until)
    {
        WalPosition[] before = [.. positions.All.Where(p => p.At < until)];
        if (before.Length == 0)
            return 0;
        string ahead = before.MaxBy(p => p.Bytes)!.Node;
        WalPosition[] own = [.. before.Where(p => p.Node == ahead)];
        double seconds = (own[^1].At - own[0].At).TotalSeconds;
        return seconds > 0 ? (own[^1].Bytes - own[0].Bytes) / seconds : 0;
    }

    /// <summary>What one node had that nobody follows.</summary>
    private sealed record LostWal(WalPosition Last, long Fork, Instant Seen, long Least, long Most, IReadOnlyList<string> Places)
    {
        public string Text => Least == Most ? $"{Wording.Of(Least)} bytes" : $"{Wording.Of(Least)} to {Wording.Of(Most)} bytes";
    }
}
