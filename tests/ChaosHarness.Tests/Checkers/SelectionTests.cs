using ChaosHarness.Checkers;
using ChaosHarness.Histories;

namespace ChaosHarness.Tests.Checkers;

/// <summary>Walks and look-ups of a part of a history against going through it one by one.</summary>
public sealed class SelectionTests
{
    [Fact]
    public void Walks_and_finds_what_going_one_by_one_finds()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            Random random = new(seed);
            RunBuilder run = new();
            for (int i = random.Next(0, 300); i > 0; i--)
                run.Op("a.read", random.Next(400), 1000);
            OperationList all = run.History().Operations;
            double share = random.NextDouble();
            int[] chosen = [.. Enumerable.Range(0, all.Count).Where(_ => random.NextDouble() < share)];
            Selection selection = new(all);
            foreach (int place in chosen)
                selection.Add(place, all[place].Start);

            Assert.Equal((seed, chosen.Length), (seed, selection.Count));
            Assert.Equal(chosen, Forward(selection));
            Assert.Equal(chosen.Reverse(), Backward(selection));
            Assert.Equal(chosen, Enumerable.Range(0, all.Count).Where(selection.Contains));
            for (int at = -1; at < 402; at++)
            {
                long instant = RunBuilder.At(at).Nanoseconds;
                int first = chosen.Where(p => all[p].Start.Nanoseconds >= instant).FirstOrDefault(selection.Past);
                Assert.Equal((seed, at, first), (seed, at, selection.FirstFrom(instant)));
            }
        }
    }

    private static IEnumerable<int> Forward(Selection selection)
    {
        for (int i = selection.First; i < selection.Past; i = selection.Next(i))
            yield return i;
    }

    private static IEnumerable<int> Backward(Selection selection)
    {
        for (int i = selection.Previous(selection.Past); i >= 0; i = selection.Previous(i))
            yield return i;
    }
}
