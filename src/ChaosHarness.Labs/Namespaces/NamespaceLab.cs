using ChaosHarness.Journals;
using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>A lab in the inner process's namespaces.</summary>
internal sealed class NamespaceLab : ILab
{
    private readonly LabPlan _plan;
    private int _disposed;
    private readonly Switch _switch;
    private readonly LabNetwork _network;
    private readonly FdWatcher _watcher;
    private readonly IReadOnlyList<NamespaceNode> _nodes;
    private readonly VolumePreparation _preparation;

    internal NamespaceLab(LabPlan plan, FdWatcher watcher, IJournal journal, TimeProvider clock)
    {
        (_plan, _watcher) = (plan, watcher);
        _switch = new Switch(plan.Image, watcher);
        _network = new LabNetwork(_switch, plan.Stack.Nodes);
        PowerDesk power = new(name => _nodes!.FirstOrDefault(n => n.Spec.Name == name), journal, clock);
        _nodes = [.. plan.Stack.Nodes.Select(
            node => new NamespaceNode(plan, node, _switch, _network, power, watcher, journal, clock))];
        _preparation = new VolumePreparation(plan, _nodes, journal, clock);
    }

    /// <inheritdoc/>
    public string Id => _plan.Id;

    /// <inheritdoc/>
    public IReadOnlyList<INode> Nodes => _nodes;

    /// <inheritdoc/>
    public INetwork Network => _network;

    /// <summary>Boots all nodes at once.</summary>
    internal async Task StartAsync(CancellationToken ct)
    {
        if (_plan.Stack.Volumes.FirstOrDefault(v => v.IsLosable) is { } losable && !File.Exists($"/dev/{NodeVolumes.Device}"))
            throw new LabException($"the volume '{losable.Name}' is to be losable, which needs FUSE; run 'chaos doctor'");
        MountMemory(_plan.Folder, "mode=0755");
        foreach (var volume in _plan.Stack.Volumes)
            MountMemory(_plan.PlaceOf(volume), VolumePreparation.Options(volume));
        await Task.WhenAll([_switch.MakeAsync(ct), .. _nodes.Select(node => Task.Run(() => Boot(node), ct))]);
        await _switch.PlugInAsync([.. _nodes.Select(n => (n.Spec, n.Boot.InitPid))], ct);
        await _preparation.RunAsync(ct);
        await Task.WhenAll(_nodes.Select(node => node.StartServicesAsync(ct)));
    }

    /// <inheritdoc/>
    public Task CollectLogsAsync(string folder, CancellationToken ct) => Task.Run(() =>
    {
        foreach (var node in _nodes)
            node.CopyLogs(Path.Combine(folder, node.Spec.Name), ct);
    }, ct);

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
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));
        foreach (var node in _nodes)
            _plan.PlaceOf(node.Spec).Unmount();
        foreach (var volume in _plan.Stack.Volumes)
            _ = Libc.Unmount(_plan.PlaceOf(volume), Libc.Detach);
        _network.Dispose();
        _switch.Dispose();
        _watcher.Dispose();
        _ = Libc.Unmount(_plan.Folder, Libc.Detach);
        Directory.Delete(_plan.Folder);
    }

    private static void MountMemory(string folder, string options)
    {
        Directory.CreateDirectory(folder);
        if (Libc.Mount("tmpfs", folder, "tmpfs", Steps.NoSuid | Steps.NoDev, options) < 0)
            throw new LabException($"no memory file system for the lab: {Libc.LastError}");
    }

    private static void Boot(NamespaceNode node)
    {
        node.MakeDisk();
        node.Start();
    }
}
