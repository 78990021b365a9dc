using ChaosHarness.Checking;
using ChaosHarness.Cli;

namespace ChaosHarness.Tests.Cli;

public sealed class DistributionTests
{
    [Fact]
    public void Ends_are_of_the_brackets_and_ranks_of_their_middles()
    {
        Distribution all = Assert.Single(Distribution.Of(
            Enumerable.Range(1, 20).Select(i => Run(new(TimeSpan.FromSeconds(i), TimeSpan.FromSeconds(i + 1))))));

        Assert.Equal(("outage", "stop web.write", 20), (all.Kind, all.Name, all.Count));
        Assert.Equal((1.0, 10.5, 18.5, 21.0), (all.Min, all.Median, all.P90, all.Max));
    }

    [Fact]
    public void One_run_is_its_own_median()
    {
        Distribution one = Assert.Single(Distribution.Of([Run(new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)))]));

        Assert.Equal((2.0, 3.0, 3.0, 4.0), (one.Min, one.Median, one.P90, one.Max));
    }

    [Fact]
    public void An_outage_that_never_ended_has_no_figure() =>
        Assert.Empty(Distribution.Of([Run(new(TimeSpan.FromSeconds(2), null))]));

    private static Assessment Run(TimeBracket longest)
    {
        Outage outage = new()
        {
            Fault = "stop", Class = "web.write", Longest = longest, Total = longest, Count = 1, Resolution = TimeSpan.FromMilliseconds(20),
            Failed = 0, Unknown = 0, Verdict = Verdict.Pass,
        };
        CheckResult result = new("outage", "Outages", Verdict.Pass, []) { Measured = new() { Outages = [outage] } };
        return new(Verdict.Pass, VerdictClass.Passed, [result], "1");
    }
}
