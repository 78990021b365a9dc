using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Watchers.Addresses;

/// <summary>Reads how vip-manager is set up on a node: its configuration file, and how it is stopped.</summary>
internal static class AddressConfiguration
{
    private const string Service = "vip-manager";

    /// <summary>vip-manager's default, in milliseconds.</summary>
    private const string DefaultInterval = "1000";

    /// <summary>SIGINT, the only signal on which vip-manager 1.0 takes the address away.</summary>
    private const int Interrupt = 2;

    /// <summary>Reads one node.</summary>
    /// <param name="watch">The watch of the address.</param>
    /// <param name="file">The configuration file.</param>
    /// <param name="node">The node.</param>
    /// <param name="stack">All nodes, for their addresses.</param>
    /// <param name="to">Where it is written.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task ReadAsync(
        WatchSpec watch, string file, INode node, Stack stack, ConfigurationJournal to, CancellationToken ct)
    {
        string text = await node.ReadFileAsync(file, ct);
        string? interval = text.Split('\n').Select(line => line.Split(':', 2))
            .FirstOrDefault(parts => parts.Length == 2 && parts[0] == "interval")?[1].Trim();
        to.Value(node.Name, "vip-manager.interval", (interval ?? DefaultInterval) + "ms");
        if (node.Spec.Services.FirstOrDefault(s => s.Name == Service) is { } service)
            to.Value(node.Name, "vip-manager.stop-signal", service.StopSignal == Interrupt ? "SIGINT" : $"{service.StopSignal}");
        string address = watch.Required("address");
        string[] longer = [.. stack.Nodes.Select(n => n.Address.ToString()).Where(a => a != address && a.Contains(address, StringComparison.Ordinal))];
        to.Value(node.Name, "vip-manager.address-is-part-of", longer.Length > 0 ? string.Join(" ", longer) : "none");
    }
}
