using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Checkers.Writes;
using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Staleness;

/// <summary>
/// How old what reads saw was. A read of a list's last element is stale when an element behind it had been acknowledged before
/// the read began, and by as long as the first such one had been. The order of elements is the one that the system itself held
/// in the end.
/// </summary>
/// <remarks>
/// A read of an element that is gone in the end says nothing here: that write was lost, and is accounted for as such. Reads of
/// registers and counters are not looked at; whether they contradict each other is what consistency checkers tell.
/// </remarks>
public sealed class StalenessChecker : IChecker
{
    public string Name => "staleness";

    public string Help => "how old what reads of lists saw was: acknowledged appends that they missed";

    public CheckResult Check(RunEvidence evidence, CancellationToken ct)
    {
        Authority authority = new(evidence.FinalReads, []);
        SortedDictionary<string, StaleReads> classes = new FinalLists(authority).Compare(evidence.History, ct);
        IReadOnlyDictionary<string, Bound> documented = evidence.Scenario.Row?.Staleness ?? new Dictionary<string, Bound>();
        BoundEvaluator bounds = new(
            evidence.Scenario.Stack.Table, new LiveConfiguration(evidence.Journal, new RunTimeline(evidence).FirstFault));
        List<Finding> findings = [];
        foreach ((string name, Bound bound) in documented)
            findings.Add(Judge(name, bounds.Evaluate(bound), classes.GetValueOrDefault(name)));
        foreach ((string name, StaleReads reads) in classes.Where(c => c.Value.Stale > 0 && !documented.ContainsKey(c.Key)))
            findings.Add(new(Verdict.Pass, $"{Text(name, reads)}.", [HistoryAccess.Place(reads.WorstPlace)]));
        if (findings.Count == 0)
            findings.Add(new(Verdict.Pass, classes.Count == 0 ? "No reads of lists could be compared." : "No read missed an acknowledged append."));
        return Results.Of(this, "Stale reads", findings);
    }

    private static Finding Judge(string name, Allowed allowed, StaleReads? reads)
    {
        if (reads is null)
            return new(Verdict.Unknown, $"{name}: no read of a list could be compared, so its staleness is not known.");
        TimeBracket worst = new(reads.Worst, reads.Worst);
        Verdict verdict = new[] { allowed.Judge(worst), allowed.JudgeLeast(worst) }.Max();
        return new(
            verdict, $"{Text(name, reads)}; documented is {allowed.Text()}.",
            reads.Stale > 0 ? [HistoryAccess.Place(reads.WorstPlace)] : []);
    }

    private static string Text(string name, StaleReads reads) => reads.Stale == 0
        ? $"{name}: none of {Wording.Of(reads.Reads)} reads missed an acknowledged append"
        : $"{name}: {Wording.Of(reads.Stale)} of {Wording.Of(reads.Reads)} reads missed an append that had been acknowledged, "
            + $"the worst by {Wording.Of(reads.Worst)}";
}
