using ChaosHarness.Labs;
using ChaosHarness.LabTests.Kit;
using ChaosHarness.LabTests.Labs.Kit;

namespace ChaosHarness.LabTests.Watchers;

/// <summary>Tests that each have a Redis stack of their own.</summary>
public abstract class RedisLabTests : IAsyncLifetime
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected ILab Lab { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Lab = await TestLab.CreateAsync(RedisStack.Build(), new TestJournal(), Ct);

    public async ValueTask DisposeAsync()
    {
        if (Lab is not null)
            await Lab.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
