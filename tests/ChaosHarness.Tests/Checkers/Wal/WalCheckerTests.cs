using ChaosHarness.Checkers.Wal;
using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Wal;

/// <summary>pg1 leads and writes 1,000 bytes a second until the fault at 5 s; pg2 leaves timeline 1 at 5,000 bytes.</summary>
public sealed class WalCheckerTests
{
    private const string Watch = "wal";

    private static RunBuilder Run(long reached, double next = 5100)
    {
        RunBuilder run = new RunBuilder().Fault(5000, 20_000, targets: "pg1");
        Use(run, AtMost(1000));
        for (int second = 0; second < 5; second++)
            See(run, second * 1000, "pg1", $"1/{(second + 1) * 1000}");
        return See(See(See(run, 5000, "pg1", $"1/{reached}"), next, "pg1", "silent"), 9000, "pg2", "2/5200", ("forks", "1@5000"));
    }

    private static void Use(RunBuilder run, Bound? bound) => run.Scenario = run.Scenario with
    {
        Stack = run.Scenario.Stack with
        {
            Watches = [new(Watch, WalChecker.Watch, ["pg1", "pg2"], TimeSpan.FromMilliseconds(500), new Dictionary<string, string>())],
        },
        Row = Row() with { LostWal = bound },
    };

    private static RunBuilder See(RunBuilder run, double at, string node, string value, params (string, string)[] data) =>
        run.Event(at, EventKinds.Observed, value, node, node, watch: Watch, data: data);

    private static CheckResult Check(RunBuilder run) => new WalChecker().Check(run.Build(), CancellationToken.None);

    [Theory]
    [InlineData(5000, Verdict.Pass)] // where it was left
    [InlineData(5800, Verdict.Pass)] // 800, and 100 more that nobody looked at
    [InlineData(5950, Verdict.Unknown)] // 950 to 1,050
    [InlineData(6001, Verdict.Fail)]
    public void Judges_what_lies_behind_the_fork(long reached, Verdict verdict) => Assert.Equal(verdict, Check(Run(reached)).Verdict);

    [Fact]
    public void Says_how_much_and_where()
    {
        CheckResult result = Check(Run(5800));
        Assert.Contains(result.Findings, f => f.Text.StartsWith("pg1 had 800 to 900 bytes of timeline 1", StringComparison.Ordinal) && f.Evidence.Count == 2);
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
    public void Knows_the_rate_of_before()
    {
        RunBuilder run = Run(5800);
        Use(run, new Bound("<= wal-rate", null, Variable("wal-rate")));
        Assert.Equal(Verdict.Pass, Check(run).Verdict);
        Assert.Contains(Check(run).Findings, f => f.Text.Contains("1,000 bytes", StringComparison.Ordinal));
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
            RunBuilder run = new RunBuilder().Fault(5000, 20_000, targets: "pg1");
            long bound = random.Next(0, 60);
            Use(run, AtMost(bound));
            long fork = random.Next(0, 100);
            List<(string Node, int Timeline, long Bytes)> seen = [];
            for (int i = 0; i < random.Next(1, 12); i++)
            {
                seen.Add(($"pg{random.Next(1, 4)}", random.Next(1, 3), random.Next(0, 150)));
                // All after the fault and each at once looked at again: no rate, nothing unseen.
                See(run, 6000 + i, seen[^1].Node, $"{seen[^1].Timeline}/{seen[^1].Bytes}");
            }

            See(run, 7000, "pg9", "2/150", ("forks", $"1@{fork}"));
            long lost = seen.Where(s => s.Timeline == 1).Select(s => s.Bytes - fork).Append(0).Max();

            Assert.True(Check(run).Verdict == (lost > bound ? Verdict.Fail : Verdict.Pass), $"seed {seed}");
        }
    }
}
