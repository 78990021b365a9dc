using ChaosHarness.Faults.Injecting;
using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Services;

/// <summary>
/// Kills processes of services by the kernel's name for them: one worker of a server, say, and not its main process.
/// </summary>
internal sealed class KillProcessInjector : IInjector
{
    /// <summary>The kernel keeps so many characters of a name.</summary>
    private const int NameMax = 15;

    public FaultKind Kind { get; } = new(
        "kill-process",
        "Kills every process of a name among the services of the target.",
        NeedsTarget: true,
        NeedsService: false,
        Heals: "Starts the services it belonged to if they do not run.",
        [
            new("process", ParameterType.Text, "The name, as 'ps -o comm' shows it.", Required: true),
            new("service", ParameterType.Text, "The one service to look in. Default: all services of the node."),
            new("signal", ParameterType.Text, $"The signal: one of {Signal.Known}. Default KILL."),
        ])
    {
        Problems = Signal.Problems,
    };

    public string? Unavailable(ILab lab, FaultRequest request) =>
        request.Lacking<ISignals>() ?? request.Lacking<IServiceControl>()
        ?? (request.Service is null ? null : request.LackingService());

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request)
    {
        string signal = (Signal.Of(request) ?? Signal.Kill).Name[3..];
        return
        [
            .. request.Targets.Select(n => new PlannedCommand(
                n.Name,
                $"kill -{signal} (every '{NameOf(request)}' of {request.Service ?? "any service"})",
                string.Join("; ", ServicesOf(n, request).Select(s => ServicePlan.Undo(n, s)).OfType<string>()))),
        ];
    }

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct)
    {
        request.NeedSound(Kind);
        string name = NameOf(request);
        Signal signal = Signal.Of(request)!;
        return Injection.OnEachAsync(request, Deed, ct);

        KillDeed Deed(INode node) => new(node, ServicesOf(node, request), signal, request.Clock)
        {
            Pick = all => all.Where(p => p.Name == name),
            SearchesServices = true,
            What = $"process '{name}'",
        };
    }

    private static string NameOf(FaultRequest request)
    {
        string name = request.Get("process", "");
        return name.Length > NameMax ? name[..NameMax] : name;
    }

    private static IReadOnlyList<string> ServicesOf(INode node, FaultRequest request) =>
        request.Service is { } one ? [node.Service(one).Name] : [.. node.Spec.Services.Select(s => s.Name)];
}
