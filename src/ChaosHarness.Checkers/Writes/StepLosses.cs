using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Writes;

/// <summary>
/// Compares lost writes with the rows that steps name. Which step lost a write can seldom be told: one that was
/// acknowledged before a fault may be lost by it, since it had not reached another node, and one acknowledged after it too,
/// by a node that was cut off. What is sure is that a fault lost nothing that was written after the system had recovered
/// from it, which is when a fault behind a later recover step is injected. So each step gets two numbers, and a bound
/// between them is Unknown; but when more was lost than all steps together may lose, some step broke its bound.
/// </summary>
internal sealed class StepLosses
{
    private readonly RunEvidence _run;
    private readonly RunTimeline _timeline;
    private readonly Ledger _ledger;
    private readonly int _lost;

    /// <summary>For each fault: the first moment from which nothing is lost because of it.</summary>
    private readonly Instant[] _over;
    private readonly List<StepLoss> _all = [];
    private readonly List<Finding> _findings = [];

    /// <param name="run">The run.</param>
    /// <param name="timeline">Its faults.</param>
    /// <param name="ledger">What became of its writes.</param>
    /// <param name="lost">How many were lost in all, with those that are known by number only.</param>
    public StepLosses(RunEvidence run, RunTimeline timeline, Ledger ledger, int lost)
    {
        (_run, _timeline, _ledger, _lost) = (run, timeline, ledger, lost);
        _over = [.. timeline.Faults.Select(OverAt)];
        if (run.Scenario.Expect.LostWrites is null && ledger.Tallies.Count > 0)
            Judge();
    }

    /// <summary>The numbers of every step whose row bounds them.</summary>
    public IReadOnlyList<StepLoss> All => _all;

    /// <summary>What was concluded.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    private void Judge()
    {
        (int[] least, int[] most) = Count();
        double allowedInAll = 0;
        for (int i = 0; i < _over.Length; i++)
        {
            FaultWindow fault = _timeline.Faults[i];
            Allowed? allowed = Bound(fault);
            allowedInAll += allowed is { IsKnown: true } ? allowed.Max ?? double.PositiveInfinity : double.PositiveInfinity;
            if (allowed is not null)
                Judge(fault, allowed, least[i], most[i]);
        }

        if (_all.Count > 1 && _lost > allowedInAll)
            _findings.Add(new(Verdict.Fail, $"{Wording.Of(_lost)} acknowledged writes were lost, more than all steps together may lose by their rows."));
    }

    private void Judge(FaultWindow fault, Allowed allowed, int least, int most)
    {
        Verdict verdict = !allowed.IsKnown ? Verdict.Unknown
            : least > allowed.Max ? Verdict.Fail
            : most > allowed.Max || _ledger.Tallies.Any(t => t.Unjudged > 0) ? Verdict.Unknown : Verdict.Pass;
        string lost = most == 0 ? "no acknowledged write was lost"
            : least == most ? $"{Wording.Of(most)} acknowledged writes were lost"
            : $"{Wording.Of(least)} to {Wording.Of(most)} acknowledged writes were lost because of it, since others may have been the reason too";
        _findings.Add(new(verdict, $"{fault.Name}: {lost}; documented is {allowed.Text(n => Wording.Number(n))}."));
        _all.Add(new(fault.Name, least, most, allowed.Bound.Text, verdict));
    }

    private Allowed? Bound(FaultWindow fault) => _run.Scenario.RowAt(fault.Step)?.LostWrites is not { } bound ? null
        : new BoundEvaluator(
            _run.Scenario.Stack.Table, new LiveConfiguration(_run.Journal, _timeline.FirstFault),
            WriteNumbers.Of(_run, _timeline, [fault])).Evaluate(bound);

    /// <summary>The first fault behind a recover step that comes after this one.</summary>
    private Instant OverAt(FaultWindow fault) =>
        _timeline.Faults.Where(f => RecoversBetween(fault.Step, f.Step)).Select(f => f.Injecting).DefaultIfEmpty(Instant.Never).Min();

    private bool RecoversBetween(int step, int later) => _run.Scenario.Steps.Take(later).Skip(step + 1).Any(s => s is RecoverStep);

    private (int[] Least, int[] Most) Count()
    {
        int known = 0;
        int[] least = new int[_over.Length], most = new int[_over.Length];
        OperationScan all = _run.History.Operations.Scan();
        while (_lost > 0 && all.MoveNext())
        {
            if (!_ledger.Fates.Fates[all.Place].HasFlag(Fate.Lost))
                continue;
            known++;
            Add(all.Current.Start);
        }

        // Increments that are known to be missing by number only may have been lost at any time.
        for (; known < _lost; known++)
            Add(new Instant(long.MinValue));
        return (least, most);

        void Add(Instant written)
        {
            int[] possible = [.. Enumerable.Range(0, _over.Length).Where(i => _over[i] > written)];
            foreach (int i in possible)
                most[i]++;
            if (possible is [{ } only])
                least[only]++;
        }
    }
}
