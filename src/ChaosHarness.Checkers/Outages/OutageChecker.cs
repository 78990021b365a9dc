using ChaosHarness.Checking;
using ChaosHarness.Running;

namespace ChaosHarness.Checkers.Outages;

/// <summary>
/// Measures how long each operation class was out because of each fault, as a bracket that holds the truth
/// (<see cref="OutageAnalysis"/> says why), and compares it with what is expected or documented.
/// </summary>
/// <remarks>
/// An outage belongs to the latest fault injected before it shows; it keeps its whole length. When another fault is
/// injected while it lasts, it counts for that one too, from that moment on. A fault's window ends where the next
/// fault is injected, or with the run. A lower end of an expected bound is enforced; a lower end in the documented row
/// ("5 s to 9 s") is only compared, since to recover faster is no fault.
/// </remarks>
public sealed class OutageChecker : IChecker
{
    public string Name => "outage";

    public string Help => "how long each operation class was out, per fault, as a bracket, against its bound";

    public CheckResult Check(RunEvidence evidence, CancellationToken ct)
    {
        RunTimeline timeline = new(evidence);
        OutageBounds bounds = new(evidence.Scenario, new(evidence.Journal, timeline.FirstFault));
        List<Outage> outages = [];
        List<Finding> findings = [];
        IReadOnlyList<OutageAnalysis> classes = OutageAnalysis.Of(evidence.History, timeline.UndisturbedUntil, ct);
        foreach (OutageAnalysis analysis in classes)
        {
            findings.AddRange(Undisturbed(analysis, timeline));
            foreach (FaultWindow fault in WindowsOf(timeline))
            {
                OutageJudge judge = new(fault, analysis, bounds.For(analysis.Track.Name, fault.Step));
                outages.Add(judge.Measure(timeline));
                findings.AddRange(judge.Findings);
            }
        }

        findings.AddRange(bounds.Unmatched([.. classes.Select(c => c.Track.Name)]));
        if (classes.Count == 0)
            findings.Add(new(Verdict.Unknown, "No client operation was recorded, so nothing is known of outages."));
        return Results.Of(this, "Outages", findings) with { Measured = new() { Outages = outages } };
    }

    /// <summary>The windows of the faults; one over the whole load when there are none.</summary>
    internal static IReadOnlyList<FaultWindow> WindowsOf(RunTimeline timeline)
    {
        if (timeline.Faults.Count > 0)
            return timeline.Faults;
        Instant start = timeline.StartOf(Phase.Faults) ?? timeline.StartOf(Phase.Before) ?? default;
        return [new(-1, "no fault", [], start, start, start, start, start)];
    }

    private static IEnumerable<Finding> Undisturbed(OutageAnalysis analysis, RunTimeline timeline)
    {
        if (timeline.FirstFault is not { } first)
            yield break;
        Spell[] early = [.. analysis.Spells.Where(s => s.DownBy < first.Nanoseconds)];
        if (early.Length == 0)
            yield break;
        TimeSpan longest = TimeSpan.FromTicks(early.Max(s => s.Least) / 100);
        yield return new(
            Verdict.Pass,
            $"{analysis.Track.Name} was not undisturbed before the first fault: {early.Length} outages, the longest of at least {Wording.Of(longest)}.",
            [HistoryAccess.Place(early[0].FirstBad)]);
    }
}
