using System.Globalization;
using System.Xml.Linq;
using ChaosHarness.Labs;

namespace ChaosHarness.Watchers.Pacemaker;

/// <summary>
/// Reads the configuration of a running cluster from one of its nodes: <c>corosync.NAME</c> (<c>corosync-cmapctl</c>, times
/// in milliseconds), <c>pacemaker.NAME</c> (the cluster's options and the defaults of resources, with Pacemaker's own
/// defaults for what nobody set) and <c>RESOURCE.OPERATION.interval</c> and <c>.timeout</c> (<c>cibadmin --query</c>).
/// </summary>
internal static class ClusterConfiguration
{
    private static readonly (string Path, string Name)[] s_corosync =
    [
        ("runtime.config.totem.token", "token"), ("runtime.config.totem.consensus", "consensus"),
        ("runtime.votequorum.two_node", "two_node"), ("quorum.wait_for_all", "wait_for_all"),
        ("quorum.device.model", "device.model"), (DeviceTimeout, "device.timeout"),
    ];

    private const string DeviceTimeout = "quorum.device.timeout";

    /// <summary>Defaults of Pacemaker 2.1 ("Pacemaker Explained", "Cluster-Wide Configuration" and "Resource Meta-Attributes").</summary>
    private static readonly (string Name, string Default)[] s_options =
    [
        ("stonith-enabled", "true"), ("stonith-action", "reboot"), ("stonith-timeout", "60s"), ("no-quorum-policy", "stop"),
        ("dc-deadtime", "20s"), ("cluster-recheck-interval", "15min"), ("migration-threshold", "INFINITY"),
        ("failure-timeout", "0"), ("resource-stickiness", "0"),
    ];

    /// <summary>Reads one node.</summary>
    /// <exception cref="LabException">The cluster does not run there.</exception>
    public static async Task ReadAsync(INode node, ConfigurationJournal to, CancellationToken ct)
    {
        string corosync = await OutputAsync(node, ["corosync-cmapctl"], ct);
        foreach ((string name, string value) in Corosync(corosync))
            to.Value(node.Name, $"corosync.{name}", value);
        foreach ((string name, string value) in Pacemaker(await OutputAsync(node, ["cibadmin", "--query"], ct)))
            to.Value(node.Name, name, value);
        to.Version(node.Name, "corosync", Version(await OutputAsync(node, ["corosync", "-v"], ct)));
        to.Version(node.Name, "pacemaker", Version(await OutputAsync(node, ["pacemakerd", "--version"], ct)));
    }

    /// <summary>
    /// What <c>corosync-cmapctl</c> lists, of that which matters. <c>device.timeout</c> is 0 where there is no quorum device to
    /// wait for, and 10000, the default of corosync-qdevice(8), where nobody set it.
    /// </summary>
    public static IEnumerable<(string Name, string Value)> Corosync(string listing)
    {
        Dictionary<string, string> all = listing.Split('\n').Select(l => l.Split([" (", ") = "], 3, StringSplitOptions.None))
            .Where(p => p.Length == 3).ToDictionary(p => p[0], p => p[2].Trim());
        all.TryAdd(DeviceTimeout, all.ContainsKey("quorum.device.model") ? "10000" : "0");
        return s_corosync.Where(c => all.ContainsKey(c.Path)).Select(c => (c.Name, all[c.Path]));
    }

    /// <summary>What a CIB says of options, defaults and operations.</summary>
    public static IEnumerable<(string Name, string Value)> Pacemaker(string cib)
    {
        XElement configuration = XElement.Parse(cib).Element("configuration") ?? new XElement("configuration");
        Dictionary<string, string> set = configuration.Elements("crm_config").Concat(configuration.Elements("rsc_defaults"))
            .Descendants("nvpair").GroupBy(Name).ToDictionary(g => g.Key, g => (string?)g.Last().Attribute("value") ?? "");
        foreach ((string name, string fallback) in s_options)
            yield return ($"pacemaker.{name}", Plain(set.GetValueOrDefault(name, fallback)));
        foreach (XElement op in configuration.Descendants("op"))
        {
            string resource = (string?)op.Parent?.Parent?.Attribute("id") ?? "";
            foreach (XAttribute time in op.Attributes().Where(a => a.Name.LocalName is "interval" or "timeout"))
                yield return ($"{resource}.{Name(op)}.{time.Name.LocalName}", Plain(time.Value));
        }
    }

    /// <summary>Pacemaker's minutes in seconds: the bounds of tables know ms, s, m and h.</summary>
    private static string Plain(string value) =>
        value.EndsWith("min", StringComparison.Ordinal)
        && double.TryParse(value[..^3], NumberStyles.Float, CultureInfo.InvariantCulture, out double minutes)
            ? string.Create(CultureInfo.InvariantCulture, $"{minutes * 60}s") : value;

    private static string Name(XElement element) => (string?)element.Attribute("name") ?? "";

    /// <summary>The first word of a program's answer that begins with a digit.</summary>
    private static string? Version(string text) =>
        text.Split([' ', '\n', '\'', ','], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(w => char.IsAsciiDigit(w[0]));

    private static async Task<string> OutputAsync(INode node, string[] command, CancellationToken ct)
    {
        CommandResult result = await node.RunAsync(new NodeCommand(command), ct);
        return result.Succeeded ? result.Output
            : throw new LabException($"'{string.Join(' ', command)}' ended with {result.ExitCode}: {result.Error.Trim()}");
    }
}
