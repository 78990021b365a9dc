using System.Net;
using System.Runtime.InteropServices;
using ChaosHarness.Labs.Images;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>What the nodes of one lab have in common.</summary>
internal sealed record LabPlan(string Id, string Folder, LabImage Image, bool Rootless, LabOptions Options, Stack Stack)
{
    /// <summary>Where a node finds the host's .NET runtime.</summary>
    internal const string DotnetInNode = "/opt/dotnet";

    /// <summary>Where a node finds this program's own folder.</summary>
    internal const string HarnessInNode = "/opt/chaosharness";

    internal Accounts Accounts { get; } = Accounts.Of(Image.Root);

    internal NodePlace PlaceOf(NodeSpec node) => new(Path.Combine(Folder, "nodes", node.Name));

    /// <summary>Where a volume is mounted for the lab itself.</summary>
    internal string PlaceOf(VolumeSpec volume) => Path.Combine(Folder, "volumes", volume.Name);

    /// <summary>Host folders that a node sees: host path, path in the node, whether it is read-only there.</summary>
    internal IEnumerable<(string Host, string Node, bool ReadOnly)> SharesOf(NodeSpec node) =>
    [
        (DotnetFolder, DotnetInNode, true),
        (AppContext.BaseDirectory.TrimEnd('/'), HarnessInNode, true),
        .. Options.Shared.Select(share => (share.Key, share.Value, false)),
        .. VolumesOf(node).Select(v => (PlaceOf(v), v.IsLosable ? NodeVolumes.Source(v.Name) : v.Path, false)),
    ];

    /// <summary>The volumes that a node has.</summary>
    internal IEnumerable<VolumeSpec> VolumesOf(NodeSpec node) => Stack.Volumes.Where(v => v.Nodes.Contains(node.Name));

    /// <summary>Those that it can lose.</summary>
    internal IReadOnlyList<VolumeSpec> LosableOf(NodeSpec node) => [.. VolumesOf(node).Where(v => v.IsLosable)];

    /// <summary>The length of the network's prefix: 24, or less when the nodes' addresses need it.</summary>
    internal int Prefix
    {
        get
        {
            var numbers = Stack.Nodes.Select(node => Number(node.Address)).ToList();
            int prefix = 24;
            while (prefix > 0 && numbers.Any(n => n >> (32 - prefix) != numbers[0] >> (32 - prefix)))
                prefix--;
            return prefix;
        }
    }

    /// <summary>/etc/hosts of every node.</summary>
    internal string Hosts => "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n"
        + string.Concat(Stack.Nodes.Select(node => $"{node.Address} {node.Name}\n"));

    private static string DotnetFolder =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")).TrimEnd('/');

    private static uint Number(IPAddress address) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
}
