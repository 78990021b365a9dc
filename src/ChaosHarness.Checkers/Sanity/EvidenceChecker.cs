using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Checkers.Recoveries;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Sanity;

/// <summary>
/// Whether the evidence is fit to be judged: a well-formed history, a journal with all phases in order, watches that
/// looked until the end, nodes that agree on the configuration that bounds use. Otherwise Unknown.
/// </summary>
public sealed class EvidenceChecker : IChecker
{
    private static readonly Phase[] s_needed =
        [Phase.Settling, Phase.Before, Phase.Faults, Phase.Recovering, Phase.After, Phase.FinalReads];

    public string Name => "evidence";

    public string Help => "whether history, journal and watches are complete and consistent enough to be judged";

    public CheckResult Check(RunEvidence evidence, CancellationToken ct)
    {
        RunTimeline timeline = new(evidence);
        List<Finding> findings = [];
        findings.AddRange(HistoryRules.Check(evidence.History, evidence.History.LoadOfClass(evidence.Scenario.Loads), ct));
        findings.AddRange(OutsideTheRun(evidence, timeline, ct));
        findings.AddRange(Phases(timeline));
        findings.AddRange(Watches(evidence, timeline, ct));
        findings.AddRange(Drift(evidence, timeline));
        findings.AddRange(Troubles(evidence.Journal, timeline));
        if (findings.Count == 0)
        {
            findings.Add(new(
                Verdict.Pass,
                $"{Wording.Of(evidence.History.Operations.Count)} operations, {Wording.Of(evidence.Journal.Count)} events and "
                + $"{Wording.Of(evidence.FinalReads.Count)} final reads are complete and consistent."));
        }

        return Results.Of(this, "Evidence", findings);
    }

    private static IEnumerable<Finding> Phases(RunTimeline timeline)
    {
        string[] missing = [.. s_needed.Where(p => timeline.StartOf(p) is null).Select(p => p.ToString())];
        if (missing.Length > 0)
            yield return new(Verdict.Unknown, $"The run did not reach every phase; missing: {string.Join(", ", missing)}.");
        Phase[] reached = [.. s_needed.Where(p => timeline.StartOf(p) is not null)];
        for (int i = 1; i < reached.Length; i++)
        {
            if (timeline.StartOf(reached[i]) < timeline.StartOf(reached[i - 1]))
                yield return new(Verdict.Unknown, $"The journal has {reached[i]} before {reached[i - 1]}.");
        }
    }

    /// <summary>A worker with another clock would make nonsense of all comparisons.</summary>
    private static IEnumerable<Finding> OutsideTheRun(RunEvidence evidence, RunTimeline timeline, CancellationToken ct)
    {
        if (evidence.History.Operations.Count == 0 || timeline.StartOf(Phase.Settling) is not { } start)
            yield break;
        Instant end = evidence.Journal.Max(e => e.At);
        int outside = 0;
        foreach (ref readonly Operation op in evidence.History.Operations.Scan(ct))
            outside += op.Start < start || op.Start > end ? 1 : 0;
        if (outside > 0)
            yield return new(Verdict.Unknown, $"{Wording.Of(outside)} operations started outside the time of the run: the clocks do not agree.");
    }

    private static IEnumerable<Finding> Watches(RunEvidence evidence, RunTimeline timeline, CancellationToken ct)
    {
        Blindness blindness = new(evidence, new EvidenceFinder(evidence, timeline, ct));
        Instant from = timeline.StartOf(Phase.Before) ?? default;
        foreach (WatchSpec watch in evidence.Scenario.Stack.Watches)
        {
            if (blindness.WhyNoWatch(watch.Name, from, timeline.End) is { } why)
                yield return new(Verdict.Unknown, $"Something may have gone unseen: {why}.");
        }
    }

    private static IEnumerable<Finding> Drift(RunEvidence evidence, RunTimeline timeline)
    {
        LiveConfiguration live = new(evidence.Journal, timeline.FirstFault);
        foreach (string name in new BoundEvaluator(evidence.Scenario.Stack.Table, live).LiveNames())
        {
            if (live.Differs(name) is { } differs)
                yield return new(Verdict.Pass, $"Configuration drift: {differs}. Bounds that use it cannot be worked out.");
            else if (live.Changed(name) is { } changed)
                yield return new(Verdict.Pass, $"Configuration drift: {changed}. Bounds use the value from before.");
        }
    }

    /// <summary>
    /// Trouble with one node is often what the fault is about; trouble with the run itself leaves doubt about it. What
    /// fails when all is over, such as collecting logs, does not.
    /// </summary>
    private static IEnumerable<Finding> Troubles(IReadOnlyList<JournalEvent> journal, RunTimeline timeline)
    {
        Instant closing = timeline.StartOf(Phase.Closing) ?? Instant.Never;
        for (int i = 0; i < journal.Count; i++)
        {
            JournalEvent entry = journal[i];
            if (entry.Kind != EventKinds.Trouble)
                continue;
            Verdict verdict = entry.Node is null && entry.At < closing ? Verdict.Unknown : Verdict.Pass;
            yield return new(verdict, $"Trouble of the harness or the lab: {entry.Value}", [Wording.JournalPlace(i)]);
        }
    }
}
