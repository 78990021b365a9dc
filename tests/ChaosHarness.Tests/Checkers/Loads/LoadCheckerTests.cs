using ChaosHarness.Checkers.Loads;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Running;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Loads;

/// <summary>100 operations per second; before 0 to 3 s, after 7 to 10 s.</summary>
public sealed class LoadCheckerTests
{
    private static RunBuilder Run() => new RunBuilder { Scenario = Plain("web") }
        .Phase(Phase.Before, 0).Phase(Phase.Faults, 3000).Fault(3000, 6000).Phase(Phase.After, 7000).Phase(Phase.FinalReads, 10_050);

    [Fact]
    public void Passes_a_load_that_kept_its_rate_before_and_after()
    {
        CheckResult result = Check(Run().Steady("web.read", 0, 10_000, every: 20).Steady("web.write", 10, 10_000, every: 20, latency: 3));
        Assert.Equal(Verdict.Pass, result.Verdict);
        Assert.Equal(["before", "during", "after"], result.Measured.Loads.Select(l => l.Window));
        LoadQuality before = result.Measured.Loads[0];
        Assert.Equal((100, 100, 100), (before.IntendedRate, before.StartedRate, before.OkRate));
        Assert.Equal((TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(3)), (before.LatencyP50, before.LatencyP99));
    }

    [Fact]
    public void Is_unknown_when_fewer_operations_started_or_ended_Ok_before_the_fault_than_the_floor_says()
    {
        Assert.Equal(Verdict.Unknown, Check(Run().Steady("web.read", 0, 3000, every: 12).Steady("web.read", 3000, 10_000)).Verdict);
        RunBuilder failing = Run().Steady("web.read", 0, 2600).Steady("web.read", 3000, 10_000);
        for (double at = 2600; at < 3000; at += 10)
            failing.Op("web.read", at, at + 1, Outcome.Fail);
        Assert.Equal(Verdict.Unknown, Check(failing).Verdict);
    }

    [Fact]
    public void Does_not_judge_what_happens_during_the_fault() =>
        Assert.Equal(Verdict.Pass, Check(Run().Steady("web.read", 0, 3000).Steady("web.read", 7000, 10_000)).Verdict);

    [Fact]
    public void Is_unknown_when_the_load_died_before_the_end() =>
        Assert.Equal(Verdict.Unknown, Check(Run().Steady("web.read", 0, 8000)).Verdict);

    [Fact]
    public void Is_unknown_when_the_load_did_not_keep_its_schedule()
    {
        RunBuilder run = Run().Steady("web.read", 0, 2800).Steady("web.read", 3000, 10_000);
        for (double at = 2800; at < 3000; at += 10)
            run.Op("web.read", at + 150, at + 151, intended: at);
        CheckResult result = Check(run);
        Assert.Equal(Verdict.Unknown, result.Verdict);
        Assert.Equal(TimeSpan.FromMilliseconds(150), result.Measured.Loads[0].LatenessP99);
    }

    [Fact]
    public void Is_unknown_for_a_load_without_operations_and_for_bugs_of_the_client()
    {
        Assert.Equal(Verdict.Unknown, Check(Run()).Verdict);
        RunBuilder run = Run().Steady("web.read", 0, 10_000).Op("web.read", 5000, 5001, Outcome.Info, error: "client-bug");
        Assert.Equal(Verdict.Unknown, Check(run).Verdict);
    }

    [Theory]
    [InlineData(1, 0.99, 1)]
    [InlineData(100, 0.99, 99)]
    [InlineData(100, 0.5, 50)]
    [InlineData(3, 0.5, 2)]
    public void Takes_the_nearest_rank_as_quantile(int count, double share, long rank) =>
        Assert.Equal(rank * 100, Find([.. Enumerable.Range(1, count).Select(i => i * 100L)], share));

    [Fact]
    public void Finds_the_rank_that_sorting_finds()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            long most = 1L << random.Next(1, 62);
            long[] numbers = [.. Enumerable.Range(0, random.Next(1, 200)).Select(_ => random.NextInt64(random.Next(3) == 0 ? 10 : most))];
            double share = random.Next(3) == 0 ? 1 : 0.001 + 0.999 * random.NextDouble();
            long expected = numbers.Order().ElementAt((int)Math.Ceiling(share * numbers.Length) - 1);
            Assert.Equal((seed, expected), (seed, Find(numbers, share)));
        }

        Assert.Equal(0, Find([], 0.5));
    }

    private static long? Find(long[] numbers, double share)
    {
        RankSearch search = new(share, numbers.Length, numbers.Length == 0 ? 0 : numbers.Max());
        while (search.Found is null)
        {
            Array.ForEach(numbers, search.Take);
            search.Narrow();
        }

        return search.Found;
    }

    private static CheckResult Check(RunBuilder run) =>
        new LoadChecker().Check(run.Build(), TestContext.Current.CancellationToken);
}
