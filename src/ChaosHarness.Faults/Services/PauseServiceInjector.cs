using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Services;

/// <summary>
/// Stops every process of a service where it stands: its connections stay open and nobody answers, as with a long
/// garbage collection, a hung disk, or a debugger.
/// </summary>
internal sealed class PauseServiceInjector : IInjector
{
    public FaultKind Kind { get; } = new(
        "pause-service",
        "Stops all processes of a service with SIGSTOP: connections stay open, nothing answers.",
        NeedsTarget: true,
        NeedsService: true,
        Heals: "Lets them go on with SIGCONT.",
        []);

    public string? Unavailable(ILab lab, FaultRequest request) =>
        request.Lacking<ISignals>()
        ?? request.LackingService();

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request)
    {
        string service = request.NeedService();
        return
        [
            .. request.Targets.Select(n => new PlannedCommand(
                n.Name, $"kill -STOP (all processes of {service})", $"kill -CONT (all processes of {service})")),
        ];
    }

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        string service = request.NeedService();
        return Injection.OnEachAsync(
            request, n => new PauseDeed(new ServiceOf(n, service, request.Clock), request.Clock), ct);
    }
}
