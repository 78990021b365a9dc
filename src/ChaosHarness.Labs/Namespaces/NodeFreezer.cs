using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>
/// Freezes a node as a hypervisor pauses a machine: every process is stopped and the port is silent, since the node's
/// kernel, which is the host's, would go on answering.
/// </summary>
internal sealed class NodeFreezer(NamespaceNode node, LabNetwork network, TimeProvider clock) : IFreezer
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What this has stopped, in that order; what was stopped before stays so when the node thaws.</summary>
    private readonly List<int> _stopped = [];
    private PortState _port;

    /// <inheritdoc/>
    public async Task FreezeAsync(CancellationToken ct)
    {
        if (node.State != NodeState.Up)
            throw new LabException($"{node.Spec.Name} is {node.State}, and only a running node can be frozen");
        _port = await network.PortAsync(node, ct);
        if (_port == PortState.Connected)
            await network.SetPortUntilOffAsync(node, PortState.Silent, ct);
        node.State = NodeState.Frozen;
        _stopped.Clear();
        try
        {
            await StopAllAsync(ct);
        }
        catch
        {
            await ThawAsync(CancellationToken.None);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task ThawAsync(CancellationToken ct)
    {
        if (node.State != NodeState.Frozen)
            return;
        // Children first, so that no parent takes its still stopped child for a hanging one; init is the last.
        foreach (int pid in Enumerable.Reverse(_stopped))
            _ = Libc.SendSignal(pid, Libc.Continue);
        _stopped.Clear();
        node.State = NodeState.Up;
        if (_port == PortState.Connected)
            await network.SetPortUntilOffAsync(node, PortState.Connected, ct);
    }

    private async Task StopAllAsync(CancellationToken ct)
    {
        var since = Instant.Now(clock);
        while (StopMore() | Processes().Any(pid => In(pid, "RS")))
        {
            if (Instant.Now(clock) - since > Patience)
                throw new LabException($"some process of {node.Spec.Name} cannot be stopped");
            await Task.Delay(Again, clock, ct);
        }
    }

    /// <summary>Stops what is not stopped yet, the node's first process before all; false when there was nothing.</summary>
    private bool StopMore()
    {
        var more = Processes().Where(pid => !_stopped.Contains(pid) && In(pid, "RSDI")).ToList();
        foreach (int pid in more)
        {
            _ = Libc.SendSignal(pid, Libc.Stop);
            _stopped.Add(pid);
        }
        return more.Count > 0;
    }

    private IEnumerable<int> Processes()
    {
        var boot = node.Boot;
        return ProcFiles.All().Where(pid => ProcFiles.PidNamespace(pid) == boot.PidNamespace)
            .OrderBy(pid => pid == boot.InitPid ? 0 : 1).ToList();
    }

    /// <summary>
    /// Whether the kernel's state letter is one of these. A process in state D that was sent the signal does nothing
    /// of its own any more, and may stay there: a parent in vfork waits so for its child, which is stopped.
    /// </summary>
    private static bool In(int pid, string states) => ProcFiles.Stat(pid) is var (_, state) && states.Contains(state);
}
