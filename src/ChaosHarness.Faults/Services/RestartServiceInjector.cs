using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Services;

/// <summary>Restarts a service as an administrator does.</summary>
internal sealed class RestartServiceInjector : IInjector
{
    public FaultKind Kind { get; } = new(
        "restart-service",
        "Stops a service through its service manager and starts it again at once.",
        NeedsTarget: true,
        NeedsService: true,
        Heals: "Starts the service if it did not come back.",
        []);

    public string? Unavailable(ILab lab, FaultRequest request) =>
        request.Lacking<IServiceControl>()
        ?? request.LackingService();

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) =>
        [.. ServicePlan.Of(request, "stop", "start"), .. ServicePlan.Of(request, "start", undo: null)];

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        string service = request.NeedService();
        return Injection.OnEachAsync(
            request, n => new StopDeed(new ServiceOf(n, service, request.Clock), thenStart: true, request.Clock), ct);
    }
}
