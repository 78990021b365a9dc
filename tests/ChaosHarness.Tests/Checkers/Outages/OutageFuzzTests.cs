using ChaosHarness.Checkers.Outages;
using ChaosHarness.Checking;

namespace ChaosHarness.Tests.Checkers.Outages;

/// <summary>Random services with known outages: the truth has to lie in the bracket every time.</summary>
public sealed class OutageFuzzTests(ITestOutputHelper output)
{
    private const string Class = "direct.write";

    /// <summary>Within this time an operation is taken to be served, and after that a slow one is taken to have waited.</summary>
    private const double LeastServed = 5, LeastLate = 50;

    [Fact]
    public void Holds_the_truth_for_single_outages_of_every_manner()
    {
        Dictionary<Manner, double> widest = [];
        for (int seed = 0; seed < 1500; seed++)
        {
            Random random = new(seed);
            SimulatedService service = new(random);
            Manner manner = (Manner)random.Next(3);
            service.Away(random.Next(4) == 0 ? random.NextDouble() * 5 : Math.Pow(10, random.NextDouble() * 3.7), manner);
            Outage outage = Measure(service);
            AssertHolds(seed, service, outage);
            // Every connection from before costs an operation that proves nothing, unless it is refused.
            double periods = 2 + (manner == Manner.Refuses ? 0 : service.Connections);
            double beyond = (outage.Longest.Max!.Value - outage.Longest.Min).TotalMilliseconds - periods * service.Period;
            if (manner != Manner.Hangs || service.TruthLongest > 2 * (LeastLate + service.Latency))
                widest[manner] = Math.Max(widest.GetValueOrDefault(manner), beyond / Math.Max(LeastServed, 2 * service.Latency));
        }

        output.WriteLine("widest brackets, beyond the periods, in times in which an operation is served: "
            + string.Join(", ", widest.OrderBy(w => w.Key).Select(w => $"{w.Key} {w.Value:0.00}")));
        Assert.All(widest.Values, w => Assert.InRange(w, 0, 2.5));
    }

    [Fact]
    public void Holds_the_truth_when_a_service_flaps()
    {
        for (int seed = 0; seed < 600; seed++)
        {
            Random random = new(seed);
            SimulatedService service = new(random);
            for (int i = random.Next(2, 8); i > 0; i--)
                service.Away(service.Noticeable + random.NextDouble() * 800, (Manner)random.Next(3));
            Outage outage = Measure(service);
            AssertHolds(seed, service, outage);
            Assert.True(outage.Total.Max!.Value.TotalMilliseconds >= service.TruthTotal || outage.Count < service.Outages.Count, $"seed {seed}");
            Assert.True(outage.Count <= service.Outages.Count, $"seed {seed}: {outage.Count} of {service.Outages.Count}");
        }
    }

    [Fact]
    public void Sees_nothing_where_there_is_nothing()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            SimulatedService service = new(random);
            Outage outage = Measure(service);
            Assert.Equal(0, outage.Count);
            Assert.Equal(TimeSpan.Zero, outage.Longest.Min);
            Assert.Equal(outage.Resolution, outage.Longest.Max);
        }
    }

    private static void AssertHolds(int seed, SimulatedService service, Outage outage)
    {
        string text = $"seed {seed}: {service.TruthLongest:0.000} ms {string.Join(" ", service.Outages.Select(o => o.Manner))}, "
            + $"period {service.Period:0.0}, latency {service.Latency:0.0}, timeout {service.Timeout:0}: {outage}";
        Assert.True(outage.Longest.Min.TotalMilliseconds <= service.TruthLongest, text);
        Assert.True(outage.Longest.Max!.Value.TotalMilliseconds >= service.TruthLongest, text);
        Assert.True(outage.Total.Min.TotalMilliseconds <= service.TruthTotal, text);
    }

    private static Outage Measure(SimulatedService service)
    {
        RunBuilder run = new();
        run.Fault(SimulatedService.Warmup, service.End);
        service.Run(run, Class);
        CheckResult result = new OutageChecker().Check(run.Build(), TestContext.Current.CancellationToken);
        return Assert.Single(result.Measured.Outages);
    }
}
