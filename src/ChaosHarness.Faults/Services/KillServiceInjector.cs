using ChaosHarness.Faults.Injecting;
using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Services;

/// <summary>
/// Kills a service behind its service manager's back, as a crash or the kernel's out-of-memory killer does. Whether it
/// comes back by itself is the service manager's affair, and part of what is tested.
/// </summary>
internal sealed class KillServiceInjector : IInjector
{
    public FaultKind Kind { get; } = new(
        "kill-service",
        "Kills the main process of a service; whether it is restarted is decided by its service manager.",
        NeedsTarget: true,
        NeedsService: true,
        Heals: "Starts the service if it does not run.",
        [
            new("signal", ParameterType.Text, $"The signal: one of {Signal.Known}. Default KILL."),
            new("tree", ParameterType.Boolean, "Whether its child processes are killed too. Default false."),
        ])
    {
        Problems = Signal.Problems,
    };

    public string? Unavailable(ILab lab, FaultRequest request) =>
        request.Lacking<ISignals>() ?? request.Lacking<IServiceControl>()
        ?? request.LackingService();

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request)
    {
        string service = request.NeedService();
        string what = request.Get("tree", false) ? "and its children" : "alone";
        return
        [
            .. request.Targets.Select(n => new PlannedCommand(
                n.Name,
                $"kill -{(Signal.Of(request) ?? Signal.Kill).Name[3..]} (main process of {service} {what})",
                ServicePlan.Undo(n, service))),
        ];
    }

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        request.NeedSound(Kind);
        string service = request.NeedService();
        Signal signal = Signal.Of(request)!;
        bool tree = request.Get("tree", false);
        return Injection.OnEachAsync(
            request, n => new KillDeed(n, [service], signal, request.Clock) { Pick = Victims }, ct);

        IEnumerable<ServiceProcess> Victims(IReadOnlyList<ServiceProcess> all) => tree ? all : all.Take(1);
    }
}
