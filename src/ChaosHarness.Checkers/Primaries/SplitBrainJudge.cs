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
    private readonly Allowed? _allowed;
    private readonly string _source;

    public SplitBrainJudge(RunEvidence run, RunTimeline timeline, IReadOnlyList<Overlap> overlaps)
    {
        (_run, _timeline, _overlaps) = (run, timeline, overlaps);
        Expectation? expected = run.Scenario.Expect.SplitBrain;
        Bound? documented = run.Scenario.Row?.SplitBrain;
        IsAsked = expected is { Bound: not null } || run.Scenario.Rows.Any(r => r.SplitBrain is not null);
        _source = expected is not null ? "expected" : documented is not null ? "documented" : "allowed without a word";
        Bound? bound = expected is not null ? expected.Bound : documented ?? s_none;
        LiveConfiguration live = new(run.Journal, timeline.FirstFault);
        _bounds = new(run.Scenario.Stack.Table, live);
        _allowed = bound is null ? null : _bounds.Evaluate(bound);
    }

    /// <summary>Whether the scenario or the row says anything about it.</summary>
    public bool IsAsked { get; }

    /// <summary>One finding for each overlap, and one when there is none.</summary>
    public IEnumerable<Finding> Findings()
    {
        foreach (Overlap overlap in _overlaps)
        {
            (Verdict verdict, string why) = Judge(overlap);
            yield return new(verdict, $"{Text(overlap)}; {why}.", overlap.Evidence);
        }

        if (_overlaps.Count == 0)
            yield return new(Verdict.Pass, "No two nodes were seen to act as primary at once.");
        if (_run.Scenario.Expect.SplitBrain?.Bound?.Min is not null)
            yield return Least();
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

    /// <summary>What holds for an overlap: the scenario's word, that of the row of the fault it came after, or the scenario's row.</summary>
    private (Allowed? Allowed, string Source) BoundOf(Overlap overlap) =>
        _run.Scenario.Expect.SplitBrain is null && _timeline.FaultBefore(overlap.From) is { } fault
            && _run.Scenario.RowAt(fault.Step)?.SplitBrain is { } own
            ? (_bounds.Evaluate(own), $"documented of {fault.Name}") : (_allowed, _source);

    /// <summary>What the table says of a role that passes from one node to another; null where that does not cover it.</summary>
    private string? WithinHandover(Overlap overlap)
    {
        if (_run.Scenario.Stack.Table?.Handovers.GetValueOrDefault(overlap.Role) is not { } handover)
            return null;
        Allowed allowed = _bounds.Evaluate(handover.Bound);
        return allowed.Judge(overlap.Length) == Verdict.Pass ? $"a handover may take {allowed.Text()} ({handover.Source})" : null;
    }

    /// <summary>
    /// A scenario may want two primaries to be found: that its stack has this weakness is its point. A documented handover
    /// is none.
    /// </summary>
    private Finding Least()
    {
        Overlap[] beyond = [.. _overlaps.Where(o => WithinHandover(o) is null)];
        TimeSpan sure = beyond.Select(o => o.Length.Min).DefaultIfEmpty().Max();
        TimeSpan possible = beyond.Select(o => o.Length.Max ?? TimeSpan.Zero).DefaultIfEmpty().Max();
        Verdict verdict = !_allowed!.IsKnown ? Verdict.Unknown
            : sure > TimeSpan.Zero && _allowed.JudgeLeast(new(sure, possible)) == Verdict.Pass ? Verdict.Pass
            : _allowed.JudgeLeast(new(sure, possible)) != Verdict.Fail && possible > TimeSpan.Zero ? Verdict.Unknown
            : Verdict.Fail;
        return new(verdict, $"Two primaries have to be found for {_allowed.Text()}; surely there were for {Wording.Of(sure)}.");
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
