using ChaosHarness.Checkers.Outages;
using ChaosHarness.Histories;

namespace ChaosHarness.Tests.Checkers.Outages;

/// <summary>What is worked out along the way against its definition over all operations. Times are milliseconds.</summary>
public sealed class SweepFuzzTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Finds_the_completions_that_looking_at_all_operations_finds()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            Random random = new(seed);
            History history = Random(random);
            foreach (ClassTrack track in ClassTrack.Of(history, Ct))
            {
                Completions completions = new(track);
                (int Place, long Start, long End)[] served = [.. Served(history, track.Name)];
                for (int tries = 0; tries < 60; tries++)
                {
                    int place = random.Next(history.Operations.Count + 2);
                    (long, int) expected = served.Where(s => s.Place >= place).OrderBy(s => s.End).ThenBy(s => s.Place)
                        .Select(s => (s.End, s.Place)).FirstOrDefault((long.MaxValue, -1));
                    Assert.Equal((seed, expected), (seed, completions.FirstOfThoseFrom(place)));
                    long instant = RunBuilder.At(random.Next(-1, 700)).Nanoseconds;
                    long from = served.Where(s => s.Start >= instant).Select(s => s.End).DefaultIfEmpty(long.MaxValue).Min();
                    Assert.Equal((seed, from), (seed, completions.FirstOfThoseStartedFrom(instant).End));
                }

                CompletionSweep sweep = new(track, completions);
                foreach (long instant in Instants(random))
                {
                    long expected = served.Select(s => s.End).Where(e => e > instant).DefaultIfEmpty(long.MaxValue).Min();
                    Assert.Equal((seed, instant, expected), (seed, instant, sweep.FirstAfter(instant)));
                }
            }
        }
    }

    [Fact]
    public void Counts_the_connections_that_looking_at_all_operations_counts()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            Random random = new(seed);
            History history = Random(random, scale: 40);
            IReadOnlyList<ClassTrack> tracks = ClassTrack.Of(history, Ct);
            foreach ((ClassTrack track, Connections connections) in Connections.Of(tracks))
            {
                string load = track.Name.Split('.')[0];
                Operation[] all = [.. history.Operations.Where(o => history.Name(o.Class).StartsWith(load, StringComparison.Ordinal))];
                foreach (long at in Instants(random))
                {
                    long instant = 40 * at;
                    int expected = all
                        .Where(o => o.Start.Nanoseconds < instant && o.Start.Nanoseconds >= instant - 5_000_000_000)
                        .Select(o => all.Count(p => p.Start <= o.Start && p.End > o.Start))
                        .DefaultIfEmpty(0).Max();
                    Assert.Equal((seed, instant, expected), (seed, instant, connections.MostBefore(instant)));
                }
            }
        }
    }

    /// <summary>Operations of two loads, many of them long, some never answered.</summary>
    private static History Random(Random random, int scale = 1)
    {
        RunBuilder run = new();
        string[] classes = ["a.read", "a.write", "b.read"];
        Outcome[] outcomes = [Outcome.Ok, Outcome.Ok, Outcome.Ok, Outcome.Fail, Outcome.Info, Outcome.Open];
        for (int i = random.Next(1, 200); i > 0; i--)
        {
            double start = random.Next(600), end = start + 1 + random.Next(random.Next(5) == 0 ? 300 : 10);
            run.Op(classes[random.Next(3)], scale * start, scale * end, outcomes[random.Next(outcomes.Length)]);
        }

        return run.History();
    }

    private static IEnumerable<(int Place, long Start, long End)> Served(History history, string name) =>
        from one in history.Operations.Index()
        where one.Item.Outcome == Outcome.Ok && history.Name(one.Item.Class) == name
        select (one.Index, one.Item.Start.Nanoseconds, one.Item.End.Nanoseconds);

    /// <summary>Mostly ascending, as checkers ask.</summary>
    private static IEnumerable<long> Instants(Random random)
    {
        for (int at = -5; at < 900; at += random.Next(60))
        {
            yield return RunBuilder.At(at).Nanoseconds;
            if (random.Next(8) == 0)
                yield return RunBuilder.At(random.Next(at + 6) - 5).Nanoseconds;
        }
    }
}
