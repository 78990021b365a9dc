using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Services;

/// <summary>
/// Starts a service that does not run: a step of a procedure under test, or a second server that should not be there.
/// Healing leaves it running; use stop-service to end it.
/// </summary>
internal sealed class StartServiceInjector : IInjector
{
    public FaultKind Kind { get; } = new(
        "start-service",
        "Starts a service through its service manager.",
        NeedsTarget: true,
        NeedsService: true,
        Heals: null,
        []);

    public string? Unavailable(ILab lab, FaultRequest request) =>
        request.Lacking<IServiceControl>()
        ?? request.LackingService();

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) =>
        ServicePlan.Of(request, "start", undo: null);

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        string service = request.NeedService();
        return Injection.InjectAsync(
            [.. request.Targets.Select(n => new StartDeed(new ServiceOf(n, service, request.Clock), request.Clock))],
            heals: false, request.Clock, ct);
    }
}

/// <summary>Starts a service. It is stopped again only when the injection fails on another target.</summary>
internal sealed class StartDeed(ServiceOf service, TimeProvider clock) : IDeed
{
    private Instant _asked;

    public string Where => service.Node.Name;

    public Task PrepareAsync(CancellationToken ct)
    {
        service.Node.NeedUp();
        _ = service.Node.Service(service.Name);
        if (service.RunningPid is { } pid)
            throw new LabException($"The service '{service.Name}' runs on {Where} already, as process {pid}.");
        return Task.CompletedTask;
    }

    public async Task DoAsync(CancellationToken ct)
    {
        _asked = Instant.Now(clock);
        await service.Control.StartAsync(service.Name, ct);
    }

    public async Task UndoAsync(CancellationToken ct)
    {
        ServiceStatus status = service.Control.Status(service.Name);
        if (status.Wanted || status.Pid is not null)
            await service.Control.StopAsync(service.Name, ct);
    }

    public async Task<Proof> ProveDoneAsync(CancellationToken ct) =>
        await service.ProveRunningAsync(ct) with { At = _asked };

    public Task<Proof> ProveUndoneAsync(CancellationToken ct) =>
        Task.FromResult(clock.Seen(true, $"{service.Name} on {Where} was started for good."));
}
