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
/// The scenario speaks of each role by itself, the row of all of them. When neither says anything, none is allowed. An overlap that watches saw only as possible
/// comes from looking at intervals: it passes with a remark when it is no longer than two of the watch's periods, and
/// is Unknown beyond. Bounds are durations.
/// </remarks>
public sealed class SplitBrainChecker : IChecker
{
    public string Name => "split-brain";

    public string Help => "whether two nodes acted as primary at once, from watches and from acknowledged writes";

    public CheckResult Check(RunEvidence evidence, CancellationToken ct)
    {
        RunTimeline timeline = new(evidence);
        RoleSpec[] roles = [.. evidence.Scenario.Stack.ExclusiveRoles];
        IReadOnlyList<Acknowledgements> nodes = Acknowledgements.Of(evidence.History, evidence.Scenario.Stack, ct);
        List<Overlap> overlaps = [.. roles.SelectMany(r => RoleOverlaps.Of(evidence, r, timeline.End))];
        if (roles.Length > 0)
            overlaps.AddRange(AcknowledgementOverlaps.Of(nodes));
        ct.ThrowIfCancellationRequested();
        List<Finding> findings = [.. new SplitBrainJudge(evidence, timeline, overlaps).Findings()];
        findings.AddRange(Blind(evidence, timeline, roles, ct));
        if (evidence.Scenario.Stack.Roles.GetValueOrDefault(RoleSpec.Primary) is { } primary)
            findings.AddRange(NonPrimaryAnswers.Of(evidence, timeline, primary, ct));
        if (nodes.Count > 0)
            findings.Add(new(Verdict.Pass, $"Writes were acknowledged by {Served(nodes)}."));
        return Results.Of(this, "Split-brain", findings) with { Measured = new() { Overlaps = overlaps } };
    }

    /// <summary>A watch that did not look cannot have seen a second node in a role.</summary>
    private static IEnumerable<Finding> Blind(RunEvidence evidence, RunTimeline timeline, RoleSpec[] roles, CancellationToken ct)
    {
        foreach ((string role, bool isAsked) in Unwatched(evidence.Scenario, roles))
        {
            yield return new(
                isAsked ? Verdict.Unknown : Verdict.Pass,
                $"The stack does not say which watch shows the role of {role}, so two of them cannot be seen.");
        }

        Blindness blindness = new(evidence, new EvidenceFinder(evidence, timeline, ct));
        Instant from = timeline.FirstFault ?? default;
        foreach (RoleSpec role in roles.DistinctBy(r => r.Watch))
        {
            if (blindness.WhyNoWatch(role.Watch, from, timeline.End) is { } why)
                yield return new(Verdict.Unknown, $"A second {role.Name} may have gone unseen: {why}.");
        }
    }

    /// <summary>Roles that are asked for and that no watch shows; of a stack without any role, the primary.</summary>
    private static IEnumerable<(string Role, bool IsAsked)> Unwatched(Scenario scenario, RoleSpec[] roles)
    {
        IReadOnlyDictionary<string, Expectation> expected = scenario.Expect.SplitBrain;
        foreach ((string role, Expectation expectation) in expected)
        {
            if (expectation.Bound is not null && roles.All(r => r.Name != role))
                yield return (role, true);
        }

        if (roles.Length == 0 && expected.Values.All(e => e.Bound is null))
            yield return (RoleSpec.Primary, scenario.Rows.Any(r => r.SplitBrain is not null));
    }

    private static string Served(IReadOnlyList<Acknowledgements> nodes) =>
        string.Join(", ", nodes.Select(n => $"{n.Node} ({Wording.Of(n.Count)})"));
}
