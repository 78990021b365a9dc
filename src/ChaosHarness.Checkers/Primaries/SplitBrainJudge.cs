using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Primaries;

/// <summary>Compares overlaps with what is allowed.</summary>
internal sealed class SplitBrainJudge
{
    private static readonly Bound s_none = new("none", null, new Formula("0", new FormulaNode.Number(0)));

    private readonly RunEvidence _run;
    private readonly RunTimeline _timeline;
    private readonly IReadOnlyList<Overlap> _overlaps;
    private readonly BoundEvaluator _bounds;

    public SplitBrainJudge(RunEvidence run, RunTimeline timeline, IReadOnlyList<Overlap> overlaps)
    {
        (_run, _timeline, _overlaps) = (run, timeline, overlaps);
        _bounds = new(run.Scenario.Stack.Table, new LiveConfiguration(run.Journal, timeline.FirstFault));
    }

    /// <summary>One finding for each overlap, one of the roles without any, and one for each role of which two have to be found.</summary>
    public IEnumerable<Finding> Findings()
    {
        foreach (Overlap overlap in _overlaps)
        {
            (Verdict verdict, string why) = Judge(overlap);
            yield return new(verdict, $"{Text(overlap)}; {why}.", overlap.Evidence);
        }

        string[] single = [.. _run.Scenario.Stack.ExclusiveRoles.Select(r => r.Name).Where(r => _overlaps.All(o => o.Role != r))];
        if (single.Length > 0)
            yield return new(Verdict.Pass, $"No two nodes were seen to be {string.Join(" or ", single)} at once.");
        foreach ((string role, Expectation expected) in _run.Scenario.Expect.SplitBrain)
        {
            if (expected.Bound is { Min: not null } bound)
                yield return Least(role, _bounds.Evaluate(bound));
        }
    }

    private (Verdict, string) Judge(Overlap overlap)
    {
        (Allowed? bound, string source) = BoundOf(overlap);
        if (bound is not { } allowed)
            return (Verdict.Pass, "to be reported only");
        if (WithinHandover(overlap) is { } handover)
            return (Verdict.Pass, handover);
        string bounded = $"{source} is {allowed.Text()}";
        Verdict verdict = allowed.Judge(overlap.Length);
        if (verdict == Verdict.Unknown && overlap.Length.Min == TimeSpan.Zero && allowed.IsKnown)
        {
            return overlap.Length.Max <= 2 * Every(overlap.What)
                ? (Verdict.Pass, $"{bounded}; within two looks of the watch that is a handover")
                : (Verdict.Unknown, $"{bounded}; the watch looked too rarely to tell");
        }

        return (verdict, bounded);
    }

    /// <summary>
    /// What holds for an overlap: the scenario's word on the role, that of the row of the fault it came after, or of the
    /// scenario's row.
    /// </summary>
    private (Allowed? Allowed, string Source) BoundOf(Overlap overlap)
    {
        if (_run.Scenario.Expect.SplitBrain.GetValueOrDefault(overlap.Role) is { } expected)
            return (expected.Bound is { } bound ? _bounds.Evaluate(bound) : null, "expected");
        if (_timeline.FaultBefore(overlap.From) is { } fault && _run.Scenario.RowAt(fault.Step)?.SplitBrain is { } own)
            return (_bounds.Evaluate(own), $"documented of {fault.Name}");
        return _run.Scenario.Row?.SplitBrain is { } documented
            ? (_bounds.Evaluate(documented), "documented") : (_bounds.Evaluate(s_none), "allowed without a word");
    }

    /// <summary>What the table says of a role that passes from one node to another; null where that does not cover it.</summary>
    private string? WithinHandover(Overlap overlap)
    {
        if (_run.Scenario.Stack.Table?.Handovers.GetValueOrDefault(overlap.Role) is not { } handover)
            return null;
        Allowed allowed = _bounds.Evaluate(handover.Bound);
        return allowed.Judge(overlap.Length) == Verdict.Pass ? $"a handover may take {allowed.Text()} ({handover.Source})" : null;
    }

    /// <summary>
    /// A scenario may want two nodes in a role to be found: that its stack has this weakness is its point. A documented
    /// handover is none.
    /// </summary>
    private Finding Least(string role, Allowed allowed)
    {
        Overlap[] beyond = [.. _overlaps.Where(o => o.Role == role && WithinHandover(o) is null)];
        TimeSpan sure = beyond.Select(o => o.Length.Min).DefaultIfEmpty().Max();
        TimeSpan possible = beyond.Select(o => o.Length.Max ?? TimeSpan.Zero).DefaultIfEmpty().Max();
        Verdict verdict = !allowed.IsKnown ? Verdict.Unknown
            : sure > TimeSpan.Zero && allowed.JudgeLeast(new(sure, possible)) == Verdict.Pass ? Verdict.Pass
            : allowed.JudgeLeast(new(sure, possible)) != Verdict.Fail && possible > TimeSpan.Zero ? Verdict.Unknown
            : Verdict.Fail;
        string two = role == RoleSpec.Primary ? "Two primaries" : $"Two nodes at once as {role}";
        return new(verdict, $"{two} have to be found for {allowed.Text()}; surely there were for {Wording.Of(sure)}.");
    }

    private TimeSpan Every(string watch) =>
        _run.Scenario.Stack.Watches.FirstOrDefault(w => w.Name == watch)?.Every ?? TimeSpan.Zero;

    private string Text(Overlap overlap)
    {
        string when = _timeline.FirstFault is { } first && overlap.From >= first
            ? $", from {Wording.Of(overlap.From - first)} after the first fault" : "";
        string how = overlap.What == AcknowledgementOverlaps.What ? "both acknowledged writes" : $"were both {overlap.Role}, as {overlap.What} saw,";
        string nodes = $"{overlap.First} and {overlap.Second}";
        return overlap.Length.Min > TimeSpan.Zero
            ? $"{nodes} {how} for {Wording.Of(overlap.Length)}{when}"
            : $"{nodes} may have been {overlap.Role} at once for at most {Wording.Of(overlap.Length.Max ?? TimeSpan.Zero)},"
                + $" as {overlap.What} saw{when}";
    }
}
