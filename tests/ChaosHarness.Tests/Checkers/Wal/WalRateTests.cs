using ChaosHarness.Checkers.Wal;
using ChaosHarness.Checking;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;
using static ChaosHarness.Tests.Checkers.Wal.WalRuns;

namespace ChaosHarness.Tests.Checkers.Wal;

/// <summary>What <c>wal-rate</c> is in a bound: pg1 leads from 10 s (the load) until its power fails at 20 s.</summary>
public sealed class WalRateTests
{
    private const long Segment = 16 << 20;

    /// <summary>A run in which pg1 lost some bytes, of which a second's worth of WAL may be lost.</summary>
    private static RunBuilder Run(long lost, params (double At, long Bytes)[] looks)
    {
        RunBuilder run = new RunBuilder().Phase(Phase.Before, 10_000).Fault(20_000, 40_000, targets: "pg1");
        run.Documents(new Bound("<= wal-rate", null, Variable("wal-rate")));
        foreach ((double at, long bytes) in looks)
            See(run, at, "pg1", $"1/{bytes}");
        long fork = looks[^1].Bytes;
        See(See(run, 20_100, "pg1", $"1/{fork + lost}"), 20_200, "pg1", "silent");
        return See(run, 30_000, "pg2", $"2/{fork + 1000}", ("forks", $"1@{fork}"));
    }

    /// <summary>A look every half a second under load, at so many bytes a second.</summary>
    private static (double, long)[] Load(long from, long rate) => [.. Enumerable.Range(0, 18).Select(i => (10_500.0 + i * 500, from + i * rate / 2))];

    private static Finding Judged(RunBuilder run) => Assert.Single(
        new WalChecker().Check(run.Build(), CancellationToken.None).Findings,
        f => f.Text.Contains("documented is", StringComparison.Ordinal));

    [Theory]
    [InlineData(500, Verdict.Pass)] // and 500 more until it was looked at again
    [InlineData(501, Verdict.Unknown)]
    [InlineData(1000, Verdict.Unknown)]
    [InlineData(1001, Verdict.Fail)]
    public void It_is_the_mean_under_load_without_what_set_the_system_up(long lost, Verdict verdict)
    {
        // A base backup ended, with a switch of segments, before the load began.
        Finding finding = Judged(Run(lost, [(1000, 0), (8000, 5 * Segment), .. Load(5 * Segment, 1000)]));
        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains("documented is at most 1,000 bytes ('<= wal-rate')", finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, Verdict.Unknown)]
    [InlineData(100_000, Verdict.Unknown)]
    [InlineData(2 * Segment, Verdict.Fail)]
    public void A_switch_under_load_makes_the_verdict_neither_pass_nor_fail_by_itself(long lost, Verdict verdict)
    {
        // The switch moved the position by a segment; whether anybody wrote that much cannot be seen.
        (double, long)[] looks = [.. Load(0, 1000)[..9], .. Load(Segment, 1000)[9..]];
        Assert.Equal(verdict, Judged(Run(lost, looks)).Verdict);
    }

    [Fact]
    public void With_too_few_looks_it_is_unknown_and_says_why()
    {
        Finding finding = Judged(Run(100, [(1000, 0), (2000, 500), (3000, 900), .. Load(1000, 1000)[..2]]));
        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains("wal-rate is not known (2 looks under load before the first fault, 3 are needed)", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_rate_nobody_knows_what_was_written_unseen()
    {
        RunBuilder run = Run(100, Load(0, 1000)[..2]);
        run.Journal.RemoveAll(e => e.Value == "silent");
        See(run, 20_500, "pg1", "silent");
        run.Scenario = run.Scenario with { Row = Row() with { LostWal = AtMost(1_000_000) } };
        Assert.Equal(Verdict.Unknown, Judged(run).Verdict);
        Assert.StartsWith("At least 100 bytes of write-ahead log were left behind", Judged(run).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_burst_counts_for_what_was_written_unseen_and_not_for_the_mean()
    {
        (double, long)[] looks = [.. Load(0, 1000)[..9], .. Load(8500, 1000)[9..]];
        RunBuilder run = Run(0, looks);
        run.Journal.RemoveAll(e => e.Value == "silent");
        See(run, 20_500, "pg1", "silent");
        Finding finding = Judged(run);
        Assert.StartsWith("Up to 9,000 bytes of write-ahead log may have been left behind", finding.Text, StringComparison.Ordinal);
        Assert.Contains("documented is at most 2,000 bytes", finding.Text, StringComparison.Ordinal);
    }
}
