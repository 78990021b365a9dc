using ChaosHarness.Labs;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Labs.Kit;

/// <summary>Makes labs for tests, or skips them with the reason why there can be none.</summary>
internal static class TestLab
{
    internal static async Task<ILab> CreateAsync(Stack stack, TestJournal journal, CancellationToken ct)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Entry.Trouble) is not null,
            Environment.GetEnvironmentVariable(Entry.Trouble) ?? "");
        var factory = new NamespaceLabFactory(TimeProvider.System);
        return await factory.CreateAsync(stack, new LabOptions(new Dictionary<string, string>()), journal, ct);
    }
}
