using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Writes;

/// <summary>
/// Accounts for every acknowledged write: kept or lost; and for what should not be there: duplicates, writes that had
/// surely failed, values that nobody wrote. It compares the history with what the system itself held in the end
/// (<see cref="FinalRead.Authoritative"/>); <see cref="ListFates"/>, <see cref="RegisterFates"/> and
/// <see cref="CounterFates"/> say how each kind of data is judged.
/// </summary>
/// <remarks>
/// The bound holds for all loads together. It may refer to <c>acknowledged</c> (acknowledged writes),
/// <c>acknowledged-by-isolated</c> (of these, acknowledged by a node that a fault hit, after it did) and
/// <c>write-rate</c> (acknowledged writes per second before the first fault). Duplicates, writes come back and foreign
/// values are never allowed. What the rows of steps say is judged by <see cref="StepLosses"/>. A key
/// that nobody read on the node that speaks for the system makes the result Unknown; one that was not there when the whole
/// set was read there has lost its writes.
/// </remarks>
public sealed class AccountingChecker : IChecker
{
    public string Name => "accounting";

    public string Help => "every acknowledged write: kept, lost, duplicated, resurrected; values that nobody wrote";

    public CheckResult Check(RunEvidence evidence, CancellationToken ct)
    {
        RunTimeline timeline = new(evidence);
        Authority authority = new(evidence.FinalReads, DataSets.Written(evidence.History.Operations, ct));
        Ledger ledger = new(evidence, authority, ct);
        Accounting[] accounts = [.. ledger.Tallies.Select(t => t.Sum(evidence.History))];
        AccountFindings text = new(evidence, timeline, ledger, authority);
        List<Finding> findings = [.. authority.Findings];
        findings.AddRange(ledger.Tallies.Zip(accounts).SelectMany(a => text.Of(a.First, a.Second)));
        findings.AddRange(text.HeldElsewhere());
        findings.AddRange(JudgeLosses(evidence, timeline, ledger, accounts));
        StepLosses steps = new(evidence, timeline, ledger, accounts.Sum(a => a.Lost));
        findings.AddRange(steps.Findings);
        if (accounts.Length == 0)
            findings.Add(new(Verdict.Pass, "No load wrote anything."));
        return Results.Of(this, "Acknowledged writes", findings) with { Measured = new() { Accounts = accounts, StepLosses = steps.All } };
    }

    private static IEnumerable<Finding> JudgeLosses(
        RunEvidence evidence, RunTimeline timeline, Ledger ledger, Accounting[] accounts)
    {
        int lost = accounts.Sum(a => a.Lost);
        string text = $"{Wording.Of(lost)} of {Wording.Of(accounts.Sum(a => a.Acknowledged))} acknowledged writes were lost";
        Expectation? expected = evidence.Scenario.Expect.LostWrites;
        Bound? bound = expected is null ? evidence.Scenario.Row?.LostWrites : expected.Bound;
        if (accounts.Length == 0)
            return [];
        if (bound is null)
        {
            string why = expected is null ? "nothing is documented or expected of the run as a whole" : "they are to be reported only";
            return [new(Verdict.Pass, $"{text}; {why}.")];
        }

        LiveConfiguration live = new(evidence.Journal, timeline.FirstFault);
        Allowed allowed = new BoundEvaluator(
            evidence.Scenario.Stack.Table, live, WriteNumbers.Of(evidence, timeline, timeline.Faults)).Evaluate(bound);
        string against = $"{text}; {(expected is null ? "documented" : "expected")} is {allowed.Text(n => Wording.Number(n))}";
        bool isPartial = ledger.Tallies.Any(t => t.Unjudged > 0);
        return [new(Judge(lost, allowed, isPartial, enforceLeast: expected is not null), $"{against}.")];
    }

    private static Verdict Judge(int lost, Allowed allowed, bool isPartial, bool enforceLeast)
    {
        if (!allowed.IsKnown)
            return Verdict.Unknown;
        if (lost > allowed.Max)
            return Verdict.Fail;
        bool isLess = enforceLeast && lost < allowed.Min;
        return isPartial ? Verdict.Unknown : isLess ? Verdict.Fail : Verdict.Pass;
    }
}
