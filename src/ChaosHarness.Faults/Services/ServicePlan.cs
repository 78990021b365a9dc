using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Faults.Services;

/// <summary>Plans of faults that ask a service manager for something.</summary>
internal static class ServicePlan
{
    /// <summary>What starts a service again, in the words of its service manager: its own start, or that of what starts it.</summary>
    public static string? Undo(INode node, string service)
    {
        ServiceSpec spec = node.Service(service);
        string? started = spec.Process is null ? service : spec.StartedBy;
        return started is null ? null : node.Ability<IServiceControl>()?.Describe("start", started).ToString();
    }

    /// <summary>One command for each target, in the words of its service manager.</summary>
    public static IReadOnlyList<PlannedCommand> Of(FaultRequest request, string verb, string? undo)
    {
        string service = request.NeedService();
        return
        [
            .. request.Targets.Select(
                n => new PlannedCommand(n.Name, Words(n, verb), undo is null ? null : Words(n, undo))),
        ];

        string Words(INode node, string what) =>
            node.Ability<IServiceControl>()?.Describe(what, service).ToString() ?? $"{what} {service}";
    }
}
