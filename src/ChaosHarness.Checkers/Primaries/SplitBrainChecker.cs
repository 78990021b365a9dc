using ChaosHarness.Checkers.Recoveries;
using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Primaries;

/// <summary>
/// Whether two nodes acted as primary at the same time, or were in another role that only one may have (the holder of a
/// virtual address, say): as watches saw it (<see cref="RoleOverlaps"/>), and as
/// acknowledged writes prove it (<see cref="AcknowledgementOverlaps"/>).
/// </summary>
/// <remarks>
/// When neither the scenario nor the row says anything, none is allowed. An overlap that watches saw only as possible
/// comes from looking at intervals: it passes with a remark when it is no longer than two of the watch's periods, and
/// is Unknown beyond. Bounds are durations.
/// </remarks>
public sealed class SplitBrainChecker : IChecker
{
    private const string Primary = "primary";

    public string Name => "split-brain";

    public string Help => "whether two nodes acted as primary at once, from watches and from acknowledged writes";

    public CheckResult Check(RunEvidence evidence, CancellationToken ct)
    {
        RunTimeline timeline = new(evidence);
        RoleSpec[] roles = [.. evidence.Scenario.Stack.Roles.Values.Where(r => r.Name == Primary || r.IsExclusive)];
        IReadOnlyList<Acknowledgements> nodes = Acknowledgements.Of(evidence.History, evidence.Scenario.Stack, ct);
        List<Overlap> overlaps = [.. roles.SelectMany(r => RoleOverlaps.Of(evidence, r, timeline.End))];
        if (roles.Length > 0)
            overlaps.AddRange(AcknowledgementOverlaps.Of(nodes));
        ct.ThrowIfCancellationRequested();
        SplitBrainJudge judge = new(evidence, timeline, overlaps);
        List<Finding> findings = [.. judge.Findings()];
        findings.AddRange(Blind(evidence, timeline, roles, judge, ct));
        if (evidence.Scenario.Stack.Roles.GetValueOrDefault(Primary) is { } primary)
            findings.AddRange(NonPrimaryAnswers.Of(evidence, timeline, primary, ct));
        if (nodes.Count > 0)
            findings.Add(new(Verdict.Pass, $"Writes were acknowledged by {Served(nodes)}."));
        return Results.Of(this, "Two primaries", findings) with { Measured = new() { Overlaps = overlaps } };
    }

    /// <summary>A watch that did not look cannot have seen a second primary.</summary>
    private static IEnumerable<Finding> Blind(
        RunEvidence evidence, RunTimeline timeline, RoleSpec[] roles, SplitBrainJudge judge, CancellationToken ct)
    {
        if (roles.Length == 0)
        {
            yield return new(
                judge.IsAsked ? Verdict.Unknown : Verdict.Pass,
                "The stack does not say which watch shows the role of primary, so two of them cannot be seen.");
        }

        Blindness blindness = new(evidence, new EvidenceFinder(evidence, timeline, ct));
        Instant from = timeline.FirstFault ?? default;
        foreach (string watch in roles.Select(r => r.Watch).Distinct())
        {
            if (blindness.WhyNoWatch(watch, from, timeline.End) is { } why)
                yield return new(Verdict.Unknown, $"A second primary may have gone unseen: {why}.");
        }
    }

    private static string Served(IReadOnlyList<Acknowledgements> nodes) =>
        string.Join(", ", nodes.Select(n => $"{n.Node} ({Wording.Of(n.Count)})"));
}
