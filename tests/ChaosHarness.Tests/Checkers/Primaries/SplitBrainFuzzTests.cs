using ChaosHarness.Checkers.Primaries;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Running;
using ChaosHarness.Watching;

namespace ChaosHarness.Tests.Checkers.Primaries;

/// <summary>Roles that change at known moments, seen through polls and the real board.</summary>
public sealed class SplitBrainFuzzTests
{
    private const double End = 3000;

    [Fact]
    public void Holds_the_true_overlap_in_its_bracket()
    {
        int sure = 0, none = 0;
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            (double From, double To)[][] truth = [Roles(random), Roles(random)];
            RunBuilder run = new();
            Poll(random, truth, run);
            run.Phase(Phase.Closing, End);
            IReadOnlyList<Overlap> found = new SplitBrainChecker()
                .Check(run.Build(), TestContext.Current.CancellationToken).Measured.Overlaps;
            double longest = truth[0].SelectMany(a => truth[1].Select(b => Math.Min(a.To, b.To) - Math.Max(a.From, b.From)))
                .Append(0).Max();
            double min = found.Select(o => o.Length.Min.TotalMilliseconds).Append(0).Max();
            double max = found.Select(o => o.Length.Max!.Value.TotalMilliseconds).Append(0).Max();
            Assert.True(min <= longest && longest <= max + 0.001, $"seed {seed}: {min} {longest} {max}");
            sure += min > 0 ? 1 : 0;
            none += found.Count == 0 ? 1 : 0;
        }

        Assert.True(sure > 200 && none > 200, $"{sure} {none}");
    }

    [Fact]
    public void Finds_the_same_writes_between_anothers_as_comparing_each_with_each()
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            Random random = new(seed);
            RunBuilder run = new();
            List<(int Start, int End, bool First)> all = [];
            for (int i = random.Next(2, 25); i > 0; i--)
            {
                int start = random.Next(0, 4000), end = start + random.Next(1, 900);
                all.Add((start, end, random.Next(2) == 0));
                run.Op("a.write", start, end, Outcome.Ok, OperationKind.Append, server: all[^1].First ? "redis1" : "redis2");
            }

            int expected = all.Count(x => all.Any(y => y.First != x.First && y.End < x.Start
                && all.Any(z => z.First == y.First && z.Start > x.End && z.Start - y.End <= 1000)));
            IReadOnlyList<Acknowledgements> nodes = Acknowledgements.Of(run.History(), run.Scenario.Stack, TestContext.Current.CancellationToken);
            int found = nodes.Count < 2 ? 0 : AcknowledgementOverlaps.Between(nodes[0], nodes[1]).Count()
                + AcknowledgementOverlaps.Between(nodes[1], nodes[0]).Count();
            Assert.Equal((seed, expected), (seed, found));
            Assert.Equal((seed, expected > 0), (seed, AcknowledgementOverlaps.Of(nodes).Any()));
        }
    }

    /// <summary>Times as primary, each long enough to be seen at least twice.</summary>
    private static (double From, double To)[] Roles(Random random)
    {
        List<(double, double)> roles = [];
        int count = random.Next(3);
        for (double at = random.NextDouble() * 1500; roles.Count < count;)
        {
            double to = at + 250 + random.NextDouble() * 600;
            if (to >= End)
                break;
            roles.Add((at, to));
            at = to + 250 + random.NextDouble() * 900;
        }

        return [.. roles];
    }

    private static void Poll(Random random, (double From, double To)[][] truth, RunBuilder run)
    {
        Board board = new(new Sink(run.Journal));
        for (int node = 0; node < truth.Length; node++)
        {
            double period = 10 + random.NextDouble() * 80;
            for (double asked = 0; asked < End; asked += period)
            {
                double held = asked + random.NextDouble() * 5, at = held + random.NextDouble() * 5;
                bool isPrimary = truth[node].Any(t => held >= t.From && held < t.To);
                string name = $"redis{node + 1}";
                board.Post(new("role", name, name, isPrimary ? "primary" : "replica", RunBuilder.At(asked), RunBuilder.At(at)));
            }
        }

        board.Close();
    }

    private sealed class Sink(List<JournalEvent> journal) : IJournal
    {
        public void Write(JournalEvent entry) => journal.Add(entry);
    }
}
