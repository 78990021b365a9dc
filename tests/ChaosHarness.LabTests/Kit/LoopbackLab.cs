using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Kit;

/// <summary>
/// Real servers on addresses of this machine's loopback, for tests of watchers where there is no lab. Nodes have no
/// network of their own.
/// </summary>
internal sealed class LoopbackLab : ILab
{
    private readonly List<LoopbackNode> _nodes;

    private LoopbackLab(Stack stack, string root) => _nodes = [.. stack.Nodes.Select(n => new LoopbackNode(n, root))];

    public string Id => "loopback";

    public IReadOnlyList<INode> Nodes => _nodes;

    public INetwork Network => throw new NotSupportedException("the loopback has no switch");

    public static async Task<ILab> CreateAsync(Stack stack, string root, CancellationToken ct)
    {
        LoopbackLab lab = new(stack, root);
        foreach (LoopbackNode node in lab._nodes)
            await node.BootAsync(ct);
        return lab;
    }

    public Task CollectLogsAsync(string folder, CancellationToken ct) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (LoopbackNode node in _nodes)
            await node.DisposeAsync();
    }
}
