using ChaosHarness.Labs;
using ChaosHarness.LabTests.Kit;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.LabTests.Watchers;

/// <summary>Tests that each have a Redis stack of their own.</summary>
public abstract class RedisLabTests : IAsyncLifetime
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected ILab Lab { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Lab = await TestLab.CreateAsync(RedisStack.Build(), new TestJournal(), Ct);
        foreach (WatchSpec watch in new[] { RedisStack.Roles, RedisStack.Sentinels, RedisStack.HAProxy })
            await AnswersAsync(Watched.Create(watch, Lab));
    }

    public async ValueTask DisposeAsync()
    {
        if (Lab is not null)
            await Lab.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Waits until every server takes connections.</summary>
    private static async Task AnswersAsync(IWatcher watcher)
    {
        while ((await watcher.LookAsync(Ct)).Any(o => o.Value == Observation.Down))
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ct);
    }
}
