using ChaosHarness.Checkers.Wal;
using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Running;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;
using static ChaosHarness.Tests.Checkers.Wal.WalRuns;

namespace ChaosHarness.Tests.Checkers.Wal;

/// <summary>pg1 leads and writes 1,000 bytes a second under load until the fault at 5 s; pg2 leaves timeline 1 at 5,000 bytes.</summary>
public sealed class WalCheckerTests
{
    private static RunBuilder Run(long reached, double next = 5100)
    {
        RunBuilder run = new RunBuilder().Phase(Phase.Before, 0).Fault(5000, 20_000, targets: "pg1");
        run.Documents(AtMost(2000));
        run.Event(0, EventKinds.Observed, "primary", "pg1", "pg1", watch: "pg-role", data: ("timeline", "1"));
        Lead(run, second => second * 1000);
        return See(See(See(run, 5000, "pg1", $"1/{reached}"), next, "pg1", "silent"), 9000, "pg2", "2/5200", ("forks", "1@5000"));
    }

    private static void Lead(RunBuilder run, Func<int, long> position)
    {
        for (int second = 0; second < 5; second++)
            See(run, second * 1000, "pg1", $"1/{position(second)}");
    }

    private static CheckResult Check(RunBuilder run) => new WalChecker().Check(run.Build(), CancellationToken.None);

    private static string Told(RunBuilder run) => string.Join(" ", Check(run).Findings.Select(f => f.Text));

    [Theory]
    [InlineData(5000, Verdict.Pass)] // where it was left, and 1,000 more in which nobody looked
    [InlineData(6000, Verdict.Pass)] // 1,000 to 2,000
    [InlineData(6001, Verdict.Unknown)]
    [InlineData(7001, Verdict.Fail)]
    public void Judges_what_lies_behind_the_fork(long reached, Verdict verdict) => Assert.Equal(verdict, Check(Run(reached)).Verdict);

    [Theory]
    [InlineData(4000, Verdict.Pass)]
    [InlineData(4001, Verdict.Unknown)] // it may have been at 5,001 when it was lost
    [InlineData(5000, Verdict.Unknown)]
    [InlineData(5001, Verdict.Fail)]
    public void What_a_leader_wrote_unseen_may_be_lost(long reached, Verdict verdict)
    {
        RunBuilder run = Run(reached);
        run.Documents(AtMost(0));
        Assert.Equal(verdict, Check(run).Verdict);
    }

    [Fact]
    public void A_replica_has_nothing_that_its_leader_does_not()
    {
        RunBuilder run = Run(4000);
        run.Documents(AtMost(0));
        See(See(run, 5000, "pg3", "1/5000"), 9000, "pg3", "2/5200");
        Assert.Equal(Verdict.Pass, Check(run).Verdict);
    }

    [Fact]
    public void Whoever_leaves_a_timeline_itself_wrote_no_more_to_it()
    {
        RunBuilder run = Run(5000);
        run.Journal.RemoveAll(e => e.Node == "pg2");
        run.Documents(AtMost(0));
        See(run, 9000, "pg1", "2/5200", ("forks", "1@5000"));
        Assert.Equal(Verdict.Pass, Check(run).Verdict);
    }

    [Fact]
    public void Says_how_much_and_where()
    {
        CheckResult result = Check(Run(5800));
        Assert.Contains(result.Findings, f => f.Text.StartsWith("pg1 had 800 to 1,800 bytes of timeline 1", StringComparison.Ordinal) && f.Evidence.Count == 2);
    }

    [Fact]
    public void The_worst_is_what_one_surely_lost_and_another_may_have()
    {
        RunBuilder run = See(See(Run(5100), 5000, "pg3", "1/5900"), 5100, "pg3", "silent");
        run.Journal.RemoveAll(e => e.Node == "pg1" && e.Value == "silent");
        Assert.Contains("900 to 16,100 bytes of write-ahead log were left behind", Told(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_from_the_last_look_that_showed_the_same()
    {
        RunBuilder run = Run(5800);
        run.Journal.RemoveAll(e => e.Value == "silent");
        run.Event(9000, EventKinds.Observed, "silent", "pg1", "pg1", notBefore: 8000, watch: Watch);
        Assert.Contains("pg1 had 800 to 1,800 bytes", Told(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_until_the_end_of_the_run_where_nobody_looked_again()
    {
        RunBuilder run = Run(5800);
        run.Journal.RemoveAll(e => e.Value == "silent");
        Assert.Equal(Verdict.Unknown, Check(run).Verdict);
    }

    [Fact]
    public void Takes_no_timeline_for_lost_that_nobody_left()
    {
        RunBuilder run = Run(99_000);
        run.Journal.RemoveAll(e => e.Node == "pg2");
        Assert.Equal(Verdict.Pass, Check(run).Verdict);
    }

    [Fact]
    public void A_timeline_that_was_left_nobody_knows_where_is_unknown()
    {
        RunBuilder run = See(Run(99_000), 9500, "pg3", "2/5300");
        run.Journal.RemoveAll(e => e.Node == "pg2");
        Assert.Equal(Verdict.Unknown, Check(run).Verdict);
        Assert.Contains("Timeline 1 was left, and nobody told where.", Told(run), StringComparison.Ordinal);
    }

    [Fact]
    public void A_look_without_a_timeline_tells_nothing()
    {
        RunBuilder run = See(Run(5000), 30_000, "pg3", "-/99000");
        Assert.Equal(Verdict.Pass, Check(run).Verdict);
        Assert.DoesNotContain("pg3", Told(run), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, Verdict.Unknown)]
    [InlineData(false, Verdict.Pass)]
    public void Is_unknown_only_where_something_is_documented_and_nothing_watched(bool documented, Verdict verdict)
    {
        RunBuilder run = new RunBuilder().Fault(1000, 2000);
        run.Scenario = run.Scenario with { Row = Row() with { LostWal = documented ? AtMost(0) : null } };
        Assert.Equal(verdict, Check(run).Verdict);
    }

    [Fact]
    public void Agrees_with_the_definition_on_random_runs()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            RunBuilder run = new RunBuilder().Phase(Phase.Before, 0).Fault(5000, 60_000, targets: "pg1");
            (long bound, long fork, long rate) = (random.Next(0, 60), 1000 + random.Next(0, 100), random.Next(0, 20));
            run.Documents(AtMost(bound));
            run.Event(0, EventKinds.Observed, "primary", "pg1", "pg1", watch: "pg-role", data: ("timeline", "1"));
            Lead(run, second => 1000 + (second - 4) * rate);
            See(run, 5000, "pg1", "silent");
            Dictionary<string, long> reached = new() { ["pg1"] = 1000 };
            for (int i = 0; i < random.Next(1, 12); i++)
            {
                (string node, int timeline, long bytes) = ($"pg{random.Next(1, 4)}", random.Next(1, 3), 1000 + random.Next(0, 150));
                // Each of them is looked at again a second later, without an answer.
                See(See(run, 6000 + 2000 * i, node, $"{timeline}/{bytes}"), 7000 + 2000 * i, node, "silent");
                if (timeline == 1)
                    reached[node] = Math.Max(reached.GetValueOrDefault(node), bytes);
            }

            See(run, 50_000, "pg9", "2/1150", ("forks", $"1@{fork}"));
            long surely = reached.Values.Max() - fork;
            long perhaps = reached.Where(r => r.Key == "pg1" || r.Value > fork).Select(r => r.Value + rate - fork).Append(0).Max();
            Verdict verdict = surely > bound ? Verdict.Fail : perhaps > bound ? Verdict.Unknown : Verdict.Pass;
            Assert.True(Check(run).Verdict == verdict, $"seed {seed}");
        }
    }
}
