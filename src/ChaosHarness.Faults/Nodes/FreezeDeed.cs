using ChaosHarness.Faults.Injecting;
using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Nodes;

/// <summary>Freezes a whole node.</summary>
internal sealed class FreezeDeed(ILab lab, INode node, TimeProvider clock) : IDeed
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    /// <summary>How long the node is looked at. Servers wake up several times within it when they can.</summary>
    private static readonly TimeSpan s_stillness = TimeSpan.FromMilliseconds(250);

    private Boot? _boot;
    private Instant _asked;

    public string Where => node.Name;

    public async Task PrepareAsync(CancellationToken ct)
    {
        node.NeedUp();
        _boot = await Boot.OfAsync(node, ct);
    }

    public async Task DoAsync(CancellationToken ct)
    {
        _asked = Instant.Now(clock);
        await node.Need<IFreezer>().FreezeAsync(ct);
    }

    public async Task UndoAsync(CancellationToken ct)
    {
        if (node.State == NodeState.Frozen)
            await node.Need<IFreezer>().ThawAsync(ct);
    }

    public Task<Proof> ProveDoneAsync(CancellationToken ct) =>
        Eventually.HoldsAsync(LookStillAsync, s_limit, clock, ct);

    public Task<Proof> ProveUndoneAsync(CancellationToken ct) =>
        Eventually.HoldsAsync(LookMovingAsync, s_limit, clock, ct);

    private async Task<Proof> LookStillAsync(CancellationToken ct)
    {
        if (node.State != NodeState.Frozen)
            return clock.Seen(false, $"{node.Name} is not frozen.");
        Dictionary<int, string?> before = _boot!.Processes.ToDictionary(p => p, ProcessTable.Activity);
        await Task.Delay(s_stillness, clock, ct);
        int[] moved = [.. before.Where(p => ProcessTable.Activity(p.Key) != p.Value).Select(p => p.Key)];
        if (moved.Length > 0)
            return clock.Seen(false, $"Process {moved[0]} of {node.Name} still runs.");
        PortState port = await lab.Network.PortAsync(node, ct);
        return before.Count > 0 && port != PortState.Connected
            ? new Proof(true, $"None of the {before.Count} processes of {node.Name} was on a processor for "
                + $"{s_stillness.TotalMilliseconds:0} ms, and the switch says that its port is cut.", _asked)
            : clock.Seen(false, $"{node.Name} has {before.Count} processes, and its port is {port}.");
    }

    private async Task<Proof> LookMovingAsync(CancellationToken ct)
    {
        if (node.State == NodeState.Down)
            return clock.Seen(true, $"{node.Name} is off, and thus not frozen any more.");
        if (node.State == NodeState.Frozen)
            return clock.Seen(false, $"{node.Name} is still frozen.");
        Boot now = await Boot.OfAsync(node, ct);
        return clock.Seen(true, $"{node.Name} runs commands again, in its process namespace {now.Namespace}.");
    }
}
