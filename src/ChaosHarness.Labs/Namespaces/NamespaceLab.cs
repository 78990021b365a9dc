using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>A lab in the inner process's namespaces.</summary>
internal sealed class NamespaceLab : ILab
{
    private readonly LabPlan _plan;
    private readonly Switch _switch;
    private readonly FdWatcher _watcher;
    private readonly IReadOnlyList<NamespaceNode> _nodes;

    internal NamespaceLab(LabPlan plan, Switch @switch, FdWatcher watcher, IReadOnlyList<NamespaceNode> nodes)
    {
        (_plan, _switch, _watcher, _nodes) = (plan, @switch, watcher, nodes);
    }

    /// <inheritdoc/>
    public string Id => _plan.Id;

    /// <inheritdoc/>
    public IReadOnlyList<INode> Nodes => _nodes;

    /// <inheritdoc/>
    public INetwork Network => throw new NotSupportedException();

    /// <summary>Boots all nodes at once.</summary>
    internal async Task StartAsync(CancellationToken ct)
    {
        await Task.WhenAll(_nodes.Select(node => Task.Run(() => { node.MakeDisk(); node.Start(); }, ct)));
        await _switch.PlugInAsync([.. _nodes.Select(n => (n.Spec, n.Boot.InitPid))], first: true, ct);
        await Task.WhenAll(_nodes.Select(node => node.StartServicesAsync(ct)));
    }

    /// <inheritdoc/>
    public Task CollectLogsAsync(string folder, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Cleans up after a lab that did not come up, which is the trouble to be told.</summary>
    internal async Task AbandonAsync(Exception trouble)
    {
        try
        {
            await DisposeAsync();
        }
        catch (Exception other) when (other is IOException or LabException)
        {
            trouble.Data["cleaning up"] = other.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.KillAsync()));
        foreach (var node in _nodes)
            _plan.PlaceOf(node.Spec).Unmount();
        _switch.Dispose();
        _watcher.Dispose();
        Directory.Delete(_plan.Folder, recursive: true);
    }
}
