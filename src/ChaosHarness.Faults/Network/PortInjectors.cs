using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Network;

/// <summary>
/// Cuts nodes off at the switch in silence: they keep their carrier and notice nothing but that nobody answers.
/// </summary>
internal sealed class IsolateNodeInjector() : PortInjector(PortState.Silent, new FaultKind(
    "isolate-node",
    "Cuts a node off the network in silence: its carrier stays, nothing passes.",
    NeedsTarget: true,
    NeedsService: false,
    Heals: "Connects it again.",
    []));

/// <summary>Takes nodes' carrier away, as a pulled cable does: their kernels and daemons see the link go.</summary>
internal sealed class LinkDownInjector() : PortInjector(PortState.NoCarrier, new FaultKind(
    "link-down",
    "Pulls a node's network cable: the node sees its carrier go.",
    NeedsTarget: true,
    NeedsService: false,
    Heals: "Plugs it in again.",
    []));

/// <summary>Sets the switch ports of the targets.</summary>
internal abstract class PortInjector(PortState state, FaultKind kind) : IInjector
{
    public FaultKind Kind => kind;

    public string? Unavailable(ILab lab, FaultRequest request) =>
        lab.Nodes.Count > 1 ? null : "There is no other node from which it could be cut off.";

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) =>
        [.. request.Targets.Select(n => lab.Network.Describe(n.Name, state))];

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct) =>
        Injection.OnEachAsync(request, n => new PortDeed(lab, n, state, request.Clock), ct);
}
