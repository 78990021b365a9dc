using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Network;

/// <summary>Puts a node's switch port into a state in which nothing passes.</summary>
internal sealed class PortDeed(ILab lab, INode node, PortState state, TimeProvider clock) : IDeed
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(3);

    private IReadOnlyList<Reach> _before = [];
    private Instant _asked;

    public string Where => node.Name;

    public async Task PrepareAsync(CancellationToken ct)
    {
        node.NeedUp();
        PortState now = await lab.Network.PortAsync(node, ct);
        if (now != PortState.Connected)
            throw new LabException($"The switch port of {node.Name} is cut already ({Words(now)}).");
        _before = await Reach.BaselineAsync(lab.Nodes.Where(n => n != node).Select(n => new Reach(node, n)), clock, ct);
        if (_before.Count == 0)
            throw new LabException($"{node.Name} reaches no other node before the cut, so that it could not be shown.");
    }

    public async Task DoAsync(CancellationToken ct)
    {
        _asked = Instant.Now(clock);
        await lab.Network.SetPortAsync(node, state, ct);
    }

    public async Task UndoAsync(CancellationToken ct)
    {
        // The switch keeps the port as it was set while the node is off, and when it boots again.
        if (node.State == NodeState.Down || await lab.Network.PortAsync(node, ct) != PortState.Connected)
            await lab.Network.SetPortAsync(node, PortState.Connected, ct);
    }

    public Task<Proof> ProveDoneAsync(CancellationToken ct) => Eventually.HoldsAsync(LookCutAsync, s_limit, clock, ct);

    public Task<Proof> ProveUndoneAsync(CancellationToken ct) =>
        Eventually.HoldsAsync(LookConnectedAsync, s_limit, clock, ct);

    private async Task<Proof> LookCutAsync(CancellationToken ct)
    {
        PortState now = await lab.Network.PortAsync(node, ct);
        if (now != state)
            return clock.Seen(false, $"The switch says that the port of {node.Name} is {Words(now)}.");
        IReadOnlyList<Reach> answered = await Reach.AnsweredAsync(_before, clock, ct);
        return answered.Count == 0
            ? new Proof(true, $"The switch says that the port of {node.Name} is {Words(now)}; before, "
                + $"{_before.Count} nodes answered it, and now none does.", _asked)
            : clock.Seen(false, $"{node.Name} still reaches {Requests.List(answered.Select(r => r.To))}.");
    }

    private async Task<Proof> LookConnectedAsync(CancellationToken ct)
    {
        if (node.State == NodeState.Down)
            return clock.Seen(true, $"{node.Name} is off; it boots with a connected port.");
        PortState now = await lab.Network.PortAsync(node, ct);
        if (now != PortState.Connected)
            return clock.Seen(false, $"The switch says that the port of {node.Name} is {Words(now)}.");
        string connected = $"The switch says that the port of {node.Name} is {Words(now)}";
        return await Reopened.LookAsync(lab, _before, connected, clock, ct);
    }

    private static string Words(PortState state) => state switch
    {
        PortState.Connected => "connected",
        PortState.Silent => "silent: nothing passes, the carrier stays",
        _ => "without carrier",
    };
}
