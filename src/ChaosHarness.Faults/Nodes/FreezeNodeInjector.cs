using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Nodes;

/// <summary>Freezes a whole node, as a hypervisor does that pauses or migrates a virtual machine.</summary>
internal sealed class FreezeNodeInjector : IInjector
{
    public FaultKind Kind { get; } = new(
        "freeze-node",
        "Freezes a node as a hypervisor pauses a virtual machine: nothing on it moves, its network port is silent.",
        NeedsTarget: true,
        NeedsService: false,
        Heals: "Lets it go on.",
        []);

    public string? Unavailable(ILab lab, FaultRequest request) => request.Lacking<IFreezer>();

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) =>
        [.. request.Targets.Select(n => new PlannedCommand(n.Name, "freeze", "thaw"))];

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct) =>
        Injection.OnEachAsync(request, n => new FreezeDeed(lab, n, request.Clock), ct);
}
