using ChaosHarness.Checkers.Bounds;
using ChaosHarness.Checking;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Checkers.Wal;

/// <summary>Compares what was lost with what is documented, for either end of <c>wal-rate</c>.</summary>
internal sealed class WalBounds
{
    private readonly BoundEvaluator[] _evaluators;
    private readonly string _why;

    public WalBounds(RunEvidence run, RunTimeline timeline, WalPositions positions)
    {
        LiveConfiguration live = new(run.Journal, timeline.FirstFault);
        (Rate, _why) = WalRate.Of(positions, timeline, live["postgres.wal_segment_size"] ?? WalRate.SmallestSegment);
        double?[] rates = Rate is null ? [null] : [Rate.Least, Rate.Most];
        _evaluators = [.. rates.Select(r => new BoundEvaluator(run.Scenario.Stack.Table, live, Measured(r)))];
    }

    /// <summary>The rate; null when it is not known.</summary>
    public WalRate? Rate { get; }

    /// <summary>Judges what was lost after a fault, or in all.</summary>
    public Finding Compare(IReadOnlyCollection<LostWal> lost, string after, Bound documented)
    {
        Allowed[] ends = [.. _evaluators.Select(e => Known(e.Evaluate(documented))).OrderBy(a => a.Max)];
        (Allowed lower, Allowed higher) = (ends[0], ends[^1]);
        Verdict verdict = !lower.IsKnown ? Verdict.Unknown
            : lost.Any(l => l.Least > higher.Max) ? Verdict.Fail
            : lost.Any(l => l.Most > lower.Max) ? Verdict.Unknown : Verdict.Pass;
        (string text, string most) = (lower.Text(Bytes), higher.Text(Bytes));
        if (text != most)
            text = $"{text}, or {most} with what may be switches of segments";
        return new(verdict, $"{LostWal.Worst(lost, after)}; documented is {text}.");
    }

    private static string Bytes(double bytes) => $"{Wording.Of((long)bytes)} bytes";

    private static Dictionary<string, double> Measured(double? rate) =>
        rate is { } known ? new() { [MeasuredNames.WalRate] = known } : [];

    /// <summary>With the reason why the rate is not known, where the bound refers to it.</summary>
    private Allowed Known(Allowed allowed) => Rate is not null ? allowed : allowed with
    {
        Missing = [.. allowed.Missing.Select(m => m.StartsWith(MeasuredNames.WalRate, StringComparison.Ordinal) ? _why : m)],
    };
}
