using ChaosHarness.Faults.Injecting;
using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Services;

/// <summary>Stops a service as an administrator does: its service manager ends it and keeps it stopped.</summary>
internal sealed class StopServiceInjector : IInjector
{
    public FaultKind Kind { get; } = new(
        "stop-service",
        "Stops a service through its service manager, which keeps it stopped.",
        NeedsTarget: true,
        NeedsService: true,
        Heals: "Starts the service if it does not run.",
        []);

    public string? Unavailable(ILab lab, FaultRequest request) =>
        request.Lacking<IServiceControl>()
        ?? request.LackingService();

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) =>
        ServicePlan.Of(request, "stop", "start");

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        string service = request.NeedService();
        return Injection.OnEachAsync(
            request, n => new StopDeed(new ServiceOf(n, service, request.Clock), thenStart: false, request.Clock), ct);
    }
}

/// <summary>Stops a service, and starts it again at once where that is asked.</summary>
internal sealed class StopDeed(ServiceOf service, bool thenStart, TimeProvider clock) : IDeed
{
    private IReadOnlyList<ServiceProcess> _before = [];
    private ExitWatch? _exits;
    private Instant _asked;

    public string Where => service.Node.Name;

    public Task PrepareAsync(CancellationToken ct)
    {
        _before = service.NeedRunning();
        return Task.CompletedTask;
    }

    public async Task DoAsync(CancellationToken ct)
    {
        _exits = ExitWatch.Begin(_before, service.Node.Service(service.Name).StopTimeout + ServiceOf.ExitLimit, clock);
        _asked = Instant.Now(clock);
        await service.Control.StopAsync(service.Name, ct);
        if (thenStart)
            await service.EnsureRunningAsync(ct);
    }

    public Task UndoAsync(CancellationToken ct) => service.EnsureRunningAsync(ct);

    public async Task<Proof> ProveDoneAsync(CancellationToken ct)
    {
        await _exits!.WaitAsync(ServiceOf.ExitLimit, clock, ct);
        if (_exits.Alive.FirstOrDefault() is { } survivor)
            return clock.Seen(false, $"{service.Describe(survivor)} still runs.");
        string exit = $"All {_before.Count} processes of {service.Name} on {Where} exited within "
            + $"{(_exits.Exits.Max() - _asked).TotalMilliseconds:0.0} ms";
        Proof now = thenStart ? await service.ProveRunningAsync(ct) : NotRunning();
        return now with { Evidence = $"{exit}; {now.Evidence}", At = _exits.Exits.Min() };
    }

    public Task<Proof> ProveUndoneAsync(CancellationToken ct) => service.ProveRunningAsync(ct);

    private Proof NotRunning()
    {
        ServiceStatus status = service.Control.Status(service.Name);
        bool stays = !status.Wanted && service.RunningPid is null;
        string wanted = status.Wanted ? "up" : "down";
        string pid = service.RunningPid is { } running ? $"process {running}" : "no process";
        string seen = stays ? "keeps it stopped" : $"wants it {wanted}, and it has {pid}";
        return clock.Seen(stays, $"its service manager {seen}.");
    }
}
