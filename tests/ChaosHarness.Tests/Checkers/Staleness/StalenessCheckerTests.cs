using ChaosHarness.Checkers.Staleness;
using ChaosHarness.Checkers.Writes;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Scenarios;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Staleness;

public sealed class StalenessCheckerTests
{
    /// <summary>Appends 1, 2 and 3 acknowledged at 10, 20 and 30 ms, and a read that began at 100 ms.</summary>
    private static RunBuilder Run(long seen, Bound? bound)
    {
        RunBuilder run = new RunBuilder().Fault(5, 200);
        run.Scenario = run.Scenario with
        {
            Row = Row() with { Staleness = bound is null ? new Dictionary<string, Bound>() : new() { ["web.read"] = bound } },
        };
        foreach (int value in (int[])[1, 2, 3])
            run.Op("web.write", value * 10 - 1, value * 10, kind: OperationKind.Append, value: value);
        return run.Op("web.read", 100, 101, kind: OperationKind.Read, result: seen).Read("redis1", "doc", 0, true, 300, 1, 2, 3);
    }

    private static CheckResult Check(RunBuilder run) => new StalenessChecker().Check(run.Build(), CancellationToken.None);

    [Theory]
    [InlineData(3, Verdict.Pass, "none of 1 reads missed")]
    [InlineData(2, Verdict.Pass, "the worst by 70 ms")]
    [InlineData(1, Verdict.Fail, "the worst by 80 ms")]
    [InlineData(Operation.Nothing, Verdict.Fail, "the worst by 90 ms")]
    public void A_read_is_as_old_as_the_first_thing_it_missed(long seen, Verdict verdict, string text)
    {
        CheckResult result = Check(Run(seen, AtMost(0.07)));
        Assert.Equal(verdict, result.Verdict);
        Assert.Contains(text, Assert.Single(result.Findings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_said_of_a_value_that_was_lost() => Assert.Equal(Verdict.Unknown, Check(Run(99, AtMost(1))).Verdict);

    [Theory]
    [InlineData(1, Verdict.Pass)]
    [InlineData(3, Verdict.Fail)]
    public void A_weakness_may_have_to_be_found(long seen, Verdict verdict) => Assert.Equal(verdict, Check(Run(seen, AtLeast(0.05))).Verdict);

    [Fact]
    public void Without_a_documented_bound_it_is_told() =>
        Assert.Contains("missed an append", Assert.Single(Check(Run(1, null)).Findings).Text, StringComparison.Ordinal);

    [Fact]
    public void Agrees_with_the_definition_on_random_runs()
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            RunBuilder run = new();
            List<long>[] lists = [.. Enumerable.Range(0, 3).Select(_ => new List<long>())];
            for (int value = 1; value <= random.Next(1, 15); value++)
            {
                int key = random.Next(3);
                Outcome outcome = random.Next(4) == 0 ? Outcome.Info : Outcome.Ok;
                int start = random.Next(100);
                run.Op("a.write", start, start + random.Next(1, 30), outcome, OperationKind.Append, key, value);
                if (random.Next(5) > 0)
                    lists[key].Insert(random.Next(lists[key].Count + 1), value);
            }

            for (int i = 0; i < random.Next(1, 15); i++)
            {
                long seen = random.Next(6) == 0 ? Operation.Nothing : random.Next(1, 16);
                int start = random.Next(130);
                run.Op(random.Next(2) == 0 ? "a.read" : "b.read", start, start + 1, kind: OperationKind.Read, key: random.Next(3), result: seen);
            }

            for (int key = 0; key < 3; key++)
                run.Read("redis1", "doc", key, true, 300, [.. lists[key]]);
            History history = run.History();

            var told = new FinalLists(new Authority(run.Reads, []), most: random.Next(1, 20)).Compare(history, CancellationToken.None);

            foreach (string name in (string[])["a.read", "b.read"])
            {
                double?[] ages = [.. history.Operations.Where(o => history.Name(o.Class) == name).Select(o => Age(o, lists[o.Key], history))];
                ages = [.. ages.Where(a => a is not null)];
                StaleReads? reads = told.GetValueOrDefault(name);
                Assert.True(
                    (reads?.Reads ?? 0, reads?.Stale ?? 0, reads?.Worst.TotalMilliseconds ?? 0)
                        == (ages.Length, ages.Count(a => a > 0), ages.Max() ?? 0), $"seed {seed}");
            }
        }
    }

    /// <summary>The definition: null for a value that is not there in the end, 0 for a fresh read, else milliseconds.</summary>
    private static double? Age(Operation read, List<long> list, History history)
    {
        int place = read.Result == Operation.Nothing ? -1 : list.IndexOf(read.Result);
        if (read.Result != Operation.Nothing && place < 0)
            return null;
        return (from op in history.Operations
                where op.Kind == OperationKind.Append && op.Key == read.Key && op.Outcome == Outcome.Ok && op.End < read.Start
                where list.IndexOf(op.Value) > place
                select (read.Start - op.End).TotalMilliseconds).DefaultIfEmpty(0).Max();
    }
}
