using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Faults;

/// <summary>How a lab is: what a fault changes and healing restores. Process ids do not count.</summary>
internal static class Condition
{
    public static async Task<string> OfAsync(ILab lab)
    {
        CancellationToken ct = TestContext.Current.CancellationToken;
        List<string> lines = [];
        foreach (INode node in lab.Nodes)
        {
            lines.Add($"{node.Name} {node.State} {await lab.Network.PortAsync(node, ct)}");
            foreach (ServiceSpec service in node.Spec.Services)
                lines.Add($"{node.Name} {service.Name} {Of(node, service.Name)}");
        }

        lines.Add($"{(await lab.Network.RulesAsync(ct)).Count} rules");
        return string.Join('\n', lines);
    }

    /// <summary>Waits until a lab is as it was.</summary>
    public static async Task IsAgainAsync(string before, ILab lab)
    {
        Instant end = Instant.Now(TimeProvider.System) + TimeSpan.FromSeconds(5);
        string now = await OfAsync(lab);
        while (now != before && Instant.Now(TimeProvider.System) < end)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            now = await OfAsync(lab);
        }

        Assert.Equal(before, now);
    }

    private static string Of(INode node, string service)
    {
        ServiceStatus status = node.Ability<IServiceControl>()!.Status(service);
        IClocks clocks = node.Ability<IClocks>()!;
        IEnumerable<string> processes = node.Processes(service)
            .Select(p => $"{p.Name}:{(p.State == 'T' ? 'T' : '-')}:{clocks.Offset(p.Pid)}");
        string wanted = status.Wanted ? "wanted" : "unwanted";
        return $"{wanted} {(status.Pid is null ? "down" : "up")} {string.Join(',', processes.Order())}";
    }
}
