using ChaosHarness.Checkers.Consistency;
using ChaosHarness.Cli;

namespace ChaosHarness.Tests.Workloads;

public sealed class JudgedAsTests
{
    [Fact]
    public void Every_workload_that_keeps_data_names_a_model_that_there_is()
    {
        Assert.All(Composition.Vocabulary.Models.Values, m => Assert.Contains(m, ConsistencyNames.Models.Keys));
        Assert.Equal(
            ["probe"], Composition.Vocabulary.Workloads.Keys.Except(Composition.Vocabulary.Models.Keys));
    }
}
