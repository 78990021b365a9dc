using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Nodes;

/// <summary>Cuts a node's power and boots it again after a while, whether or not anybody heals it.</summary>
internal sealed class RebootNodeInjector : IInjector
{
    private static readonly TimeSpan s_downFor = TimeSpan.FromSeconds(5);

    public FaultKind Kind { get; } = new(
        "reboot-node",
        "Cuts a node's power and boots it again after a while.",
        NeedsTarget: true,
        NeedsService: false,
        Heals: "Boots it at once if it is still off.",
        [new("down-for", ParameterType.Duration, "How long it stays off. Default 5s.")]);

    public string? Unavailable(ILab lab, FaultRequest request) => request.Lacking<IPower>();

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) =>
    [
        .. request.Targets.Select(n => new PlannedCommand(
            n.Name, $"power off; power on after {DownFor(request).TotalSeconds:0.###} s", "power on")),
    ];

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct) =>
        Injection.OnEachAsync(request, n => new PowerDeed(n, DownFor(request), request.Clock), ct);

    private static TimeSpan DownFor(FaultRequest request) => request.Get("down-for", s_downFor);
}
