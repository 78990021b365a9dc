using ChaosHarness.Labs;
using ChaosHarness.Labs.Images;
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
        var image = LabImage.Find() ?? throw new LabException("the lab image is missing");
        var factory = new NamespaceLabFactory(image, TimeProvider.System);
        return await factory.CreateAsync(stack, new LabOptions(new Dictionary<string, string>()), journal, ct);
    }
}
