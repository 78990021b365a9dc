using ChaosHarness.Labs;

namespace ChaosHarness.Watchers.Addresses;

/// <summary>Reads how often vip-manager looks, from its configuration file.</summary>
internal static class AddressConfiguration
{
    /// <summary>vip-manager's default, in milliseconds.</summary>
    private const string DefaultInterval = "1000";

    /// <summary>Reads one node's file.</summary>
    public static async Task ReadAsync(string file, INode node, ConfigurationJournal to, CancellationToken ct)
    {
        string text = await node.ReadFileAsync(file, ct);
        string? interval = text.Split('\n').Select(line => line.Split(':', 2))
            .FirstOrDefault(parts => parts.Length == 2 && parts[0] == "interval")?[1].Trim();
        to.Value(node.Name, "vip-manager.interval", (interval ?? DefaultInterval) + "ms");
    }
}
