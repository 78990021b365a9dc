using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Services;

/// <summary>Plans of faults that ask a service manager for something.</summary>
internal static class ServicePlan
{
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
