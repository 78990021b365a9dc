namespace ChaosHarness.Labs.Namespaces;

/// <summary>A node's power switch.</summary>
/// <remarks>
/// What the kernel of a real machine would have had in memory and not yet written is kept here: power loss in a lab
/// loses processes, connections and memory file systems, never data that was written and not flushed.
/// </remarks>
internal sealed class NodePower(NamespaceNode node, Switch @switch) : IPower, IDisposable
{
    /// <summary>A fault and a cluster that fences may reach for the switch at the same time.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    /// <inheritdoc/>
    public Task OffAsync(CancellationToken ct) => InTurnAsync(SwitchOffAsync, ct);

    /// <inheritdoc/>
    public Task OnAsync(CancellationToken ct) => InTurnAsync(SwitchOnAsync, ct);

    public void Dispose() => _turn.Dispose();

    private async Task InTurnAsync(Func<CancellationToken, Task> deed, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await deed(ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task SwitchOffAsync(CancellationToken ct)
    {
        if (node.State == NodeState.Down)
            return;
        // First the port: a machine without power sends nobody the end of its connections.
        string port = Switch.PortOf(node.Spec.Name);
        await @switch.ToolAsync(["ip", "link", "set", port, "down"], null, ct);
        await node.PowerOffAsync();
        await @switch.UnplugAsync(node.Spec, CancellationToken.None);
    }

    private async Task SwitchOnAsync(CancellationToken ct)
    {
        if (node.State != NodeState.Down)
            return;
        await Task.Run(node.Start, ct);
        await @switch.PlugInAsync([(node.Spec, node.Boot.InitPid)], ct);
        await node.StartServicesAsync(ct);
    }
}
