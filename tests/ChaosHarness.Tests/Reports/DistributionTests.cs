using ChaosHarness.Reports.Series;

namespace ChaosHarness.Tests.Reports;

public sealed class DistributionTests
{
    [Fact]
    public void Ends_are_of_the_brackets_and_ranks_of_their_middles()
    {
        Distribution all = Assert.Single(Distribution.Of(Enumerable.Range(1, 20).Select(i => Run(i, i + 1))));

        Assert.Equal(("outage", "stop", "web.write", 20), (all.Kind, all.Fault, all.Name, all.Count));
        AssertIs([1.0, 10.5, 18.5, 21.0], all);
    }

    [Fact]
    public void One_run_is_its_own_median()
    {
        Distribution one = Assert.Single(Distribution.Of([Run(2, 4)]));

        AssertIs([2.0, 3.0, 3.0, 4.0], one);
    }

    [Fact]
    public void What_never_ended_is_longer_than_everything_else()
    {
        Distribution one = Assert.Single(Distribution.Of([Run(2, null), Run(3, 5), Run(4, 6)]));
        Distribution most = Assert.Single(Distribution.Of([Run(2, null), Run(2, null), Run(4, 6)]));

        Assert.Equal(3, one.Count);
        AssertIs([2.0, 5.0, null, null], one);
        AssertIs([2.0, null, null, null], most);
    }

    [Fact]
    public void Outages_come_before_recoveries_in_the_order_of_the_runs()
    {
        RunFigure[] run = [new("recovery", "stop", "b", 1, 1), new("outage", "stop", "z", 1, 1), new("outage", "stop", "a", 1, 1)];

        Assert.Equal(["z", "a", "b"], Distribution.Of([run]).Select(d => d.Name));
    }

    private static void AssertIs(double?[] expected, Distribution found) =>
        Assert.Equal(expected, new[] { found.Min, found.Median, found.P90, found.Max });

    private static RunFigure[] Run(double min, double? max) => [new("outage", "stop", "web.write", min, max)];
}
