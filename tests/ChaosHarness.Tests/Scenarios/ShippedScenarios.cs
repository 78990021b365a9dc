using ChaosHarness.Cli;
using ChaosHarness.Scenarios;
using ChaosHarness.TestKit;

namespace ChaosHarness.Tests.Scenarios;

/// <summary>Every file below <c>scenarios/</c> has to be as good as we ask of users.</summary>
public sealed class ShippedScenarios
{
    public static TheoryData<string> Files => [.. Repository.Files("scenarios", "*.yaml")
        .Select(Repository.Relative).Where(p => !p.Contains("/stacks/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Have_no_mistakes(string path)
    {
        ReadResult<Scenario> read = new ScenarioReader(Composition.Vocabulary).Read(Path.Combine(Repository.Root, path), new(Seed: 1));

        Assert.Empty(read.Problems);
        Assert.NotNull(read.Value);
    }
}
