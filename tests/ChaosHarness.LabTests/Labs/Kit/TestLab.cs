using ChaosHarness.Labs;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Labs.Kit;

/// <summary>Makes labs for tests, or skips them with the reason why there can be none.</summary>
internal static class TestLab
{
    internal static async Task<ILab> CreateAsync(
        Stack stack, TestJournal journal, CancellationToken ct, IReadOnlyDictionary<string, string>? shared = null)
    {
        Require();
        var factory = new NamespaceLabFactory(TimeProvider.System);
        return await factory.CreateAsync(stack, new LabOptions(shared ?? new Dictionary<string, string>()), journal, ct);
    }

    /// <summary>Skips the test where no lab can be made; in CI that is a failure.</summary>
    internal static void Require()
    {
        string? trouble = Environment.GetEnvironmentVariable(Entry.Trouble);
        Assert.True(trouble is null || Environment.GetEnvironmentVariable("CI") is null, trouble);
        Assert.SkipWhen(trouble is not null, trouble ?? "");
    }
}
