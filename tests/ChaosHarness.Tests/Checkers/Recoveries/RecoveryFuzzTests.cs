using ChaosHarness.Checkers.Recoveries;
using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios;
using static ChaosHarness.Tests.Checkers.RunBuilder.Scenarios;

namespace ChaosHarness.Tests.Checkers.Recoveries;

/// <summary>
/// Recoveries with known true times, seen through polls: a Fail has to be true, a Pass must not be wrong about time.
/// </summary>
public sealed class RecoveryFuzzTests
{
    private const double Fault = 1000;

    [Fact]
    public void Judges_time_and_order_as_the_truth_is_or_says_that_it_does_not_know()
    {
        Dictionary<Verdict, int> seen = [];
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            double effect = Fault + random.NextDouble() * 50;
            double[] truth = [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => effect + 100 * i + random.NextDouble() * 200)];
            double[] within = [.. truth.Select((t, i) => (100 * i + random.NextDouble() * 250) / 1000)];
            RunBuilder run = Seen(random, effect, truth, within);
            IReadOnlyList<RecoveryPhase> phases = new RecoveryChecker()
                .Check(run.Build(), TestContext.Current.CancellationToken).Measured.Phases;
            for (int i = 0; i < truth.Length; i++)
            {
                bool inTime = (truth[i] - effect) / 1000 <= within[i];
                bool inOrder = truth[..i].All(t => t <= truth[i]);
                string text = $"seed {seed}, action {i} at {truth[i]:0.0} (effect {effect:0.0}, within {within[i]:0.000}): {phases[i]}";
                Assert.True(phases[i].Verdict != Verdict.Fail || !inTime || !inOrder, text);
                Assert.True(phases[i].Verdict != Verdict.Pass || inTime, text);
                double after = truth[i] - effect;
                Assert.InRange(after, phases[i].Seen!.Min.TotalMilliseconds - 0.001, phases[i].Seen!.Max!.Value.TotalMilliseconds + 0.001);
                seen[phases[i].Verdict] = seen.GetValueOrDefault(phases[i].Verdict) + 1;
            }
        }

        Assert.All(Enum.GetValues<Verdict>(), v => Assert.True(seen.GetValueOrDefault(v) > 500, $"{v}: {seen.GetValueOrDefault(v)}"));
    }

    private static RunBuilder Seen(Random random, double effect, double[] truth, double[] within)
    {
        RunBuilder run = new();
        run.Fault(Fault, 5000, effective: effect + random.NextDouble() * 20);
        List<RecoveryAction> actions = [];
        for (int i = 0; i < truth.Length; i++)
        {
            double period = 5 + random.NextDouble() * 80;
            double before = truth[i] - random.NextDouble() * period;
            actions.Add(new(
                $"a{i}", "", new() { Kind = EventKinds.Observed, Watch = "role", Value = $"v{i}" }, AtMost(within[i])));
            run.Event(before + period, EventKinds.Observed, $"v{i}", $"redis{i}", $"redis{i}", notBefore: before, watch: "role");
        }

        run.Event(9000, EventKinds.Confirmed, "x", "redis1", "redis1", watch: "role");
        run.Scenario = Plain("web") with { Row = Row() with { Actions = actions } };
        return run;
    }
}
