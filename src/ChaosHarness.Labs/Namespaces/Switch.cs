using System.Collections.Concurrent;
using ChaosHarness.Labs.Images;
using ChaosHarness.Labs.Native;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>The bridge that connects the nodes, in a network namespace of its own.</summary>
internal sealed class Switch : IDisposable
{
    internal const string Bridge = "switch";
    private const int LongestName = 15;
    private readonly LabImage _image;
    private readonly FdWatcher _watcher;
    private readonly int _namespace;
    private readonly ConcurrentDictionary<string, PortState> _ports = new(StringComparer.Ordinal);

    internal Switch(LabImage image, FdWatcher watcher)
    {
        (_image, _watcher) = (image, watcher);
        _namespace = Walker.NewNetwork();
        if (_namespace < 0)
            throw new LabException("no network namespace for the switch: "
                + System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(-_namespace));
    }

    /// <summary>The switch's side of a node's cable.</summary>
    internal static string PortOf(string node) =>
        node.Length + 2 <= LongestName ? $"p-{node}" : $"p-{Short(node)}";

    /// <summary>How a node's port is to be from now on, also when the node boots again.</summary>
    internal void Remember(string node, PortState state) => _ports[node] = state;

    /// <summary>The words for <c>ip</c> that put a node's port into a state.</summary>
    internal static string[] Words(string node, PortState state) => state switch
    {
        PortState.Connected => ["link", "set", PortOf(node), "master", Bridge, "up"],
        PortState.Silent => ["link", "set", PortOf(node), "nomaster", "up"],
        _ => ["link", "set", PortOf(node), "down"],
    };

    /// <summary>Makes the bridge and its table of rules.</summary>
    internal async Task MakeAsync(CancellationToken ct)
    {
        await ToolAsync(["ip", "-batch", "-"], $"link add {Bridge} type bridge\nlink set {Bridge} up\n", ct);
        // In this order: the kernel passes a chain by that was there before the namespace's first bridge.
        await ToolAsync(["nft", "-f", "-"], CutRules.Base, ct);
    }

    /// <summary>Plugs in nodes, whose first processes are given.</summary>
    internal Task PlugInAsync(IReadOnlyList<(NodeSpec Node, int InitPid)> nodes, CancellationToken ct)
    {
        var lines = new List<string>();
        foreach (var (node, init) in nodes)
        {
            string port = PortOf(node.Name);
            lines.Add($"link add {port} type veth peer name eth0 address {MacOf(node)} netns {init}");
            lines.Add(string.Join(' ', Words(node.Name, _ports.GetValueOrDefault(node.Name, PortState.Connected))));
        }
        return ToolAsync(["ip", "-batch", "-"], string.Join('\n', lines) + "\n", ct);
    }

    /// <summary>Takes a node's cable away.</summary>
    internal async Task UnplugAsync(NodeSpec node, CancellationToken ct)
    {
        using var steps = Steps();
        string[] command = ["ip", "link", "delete", PortOf(node.Name)];
        // It fails where the end of the node's namespace has taken the cable with it already, and that is fine.
        await ChildProcess.Start(_watcher, steps, new ChildStart(command)).CompleteAsync(null, ct);
    }

    /// <summary>Runs one of the image's tools in the switch's namespace and gives what it wrote.</summary>
    /// <exception cref="LabException">It failed.</exception>
    internal async Task<string> ToolAsync(IReadOnlyList<string> command, string? input, CancellationToken ct)
    {
        using var steps = Steps();
        var result = await ChildProcess.Start(_watcher, steps, new ChildStart(command)).CompleteAsync(input, ct);
        return result.Succeeded ? result.Output : throw new LabException(
            $"'{string.Join(' ', command)}' ended with {result.ExitCode}: {result.Error.Trim()} {input}");
    }

    private Steps Steps() => new Steps().Enter(_namespace, Native.Steps.NewNet).ChangeRoot(_image.Root);

    public void Dispose() => _ = Libc.Close(_namespace);

    /// <summary>A node keeps its hardware address when it boots again, as machines do.</summary>
    private static string MacOf(NodeSpec node) =>
        "02:00:" + string.Join(':', node.Address.GetAddressBytes().Select(b => b.ToString("x2")));

    private static string Short(string node) => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(node)))[..12];
}
