using ChaosHarness.Labs;
using ChaosHarness.LabTests.Kit;

namespace ChaosHarness.LabTests.Watchers;

/// <summary>Tests on a Redis stack of their own.</summary>
public abstract class RedisLabTests : IAsyncLifetime
{
    private string _root = "";

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected ILab Lab { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _root = Directory.CreateTempSubdirectory("chaos-loop-").FullName;
        string network = $"127.{10 + Environment.ProcessId % 200}.{Random()}";
        Lab = await LoopbackLab.CreateAsync(new RedisStack(network, _root).Build(), _root, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Lab.DisposeAsync();
        Directory.Delete(_root, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static int Random() => Guid.NewGuid().ToByteArray()[0];
}
