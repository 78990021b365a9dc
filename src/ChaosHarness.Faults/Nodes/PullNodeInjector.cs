using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Nodes;

/// <summary>
/// Cuts a node's power. In a lab of namespaces the page cache survives, so that nothing that was written is lost even
/// when it was not flushed.
/// </summary>
internal sealed class PullNodeInjector : IInjector
{
    public FaultKind Kind { get; } = new(
        "pull-node",
        "Cuts a node's power: every process is gone at once, its network port is dead.",
        NeedsTarget: true,
        NeedsService: false,
        Heals: "Boots it again with the same disk.",
        []);

    public string? Unavailable(ILab lab, FaultRequest request) => request.Lacking<IPower>();

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) =>
        [.. request.Targets.Select(n => new PlannedCommand(n.Name, "power off", "power on"))];

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct) =>
        Injection.OnEachAsync(request, n => new PowerDeed(n, backAfter: null, request.Clock), ct);
}
