using System.Collections.Concurrent;
using ChaosHarness.Labs;

namespace ChaosHarness.Watchers.Redis;

/// <summary>Which node an address, a host name or a sentinel's id stands for.</summary>
internal sealed class InstanceNames(IReadOnlyList<INode> nodes)
{
    private readonly Dictionary<string, string> _byAddress =
        nodes.SelectMany(n => new[] { (Key: n.Address.ToString(), n.Name), (Key: n.Name, n.Name) })
            .DistinctBy(p => p.Key)
            .ToDictionary(p => p.Key, p => p.Name);

    private readonly ConcurrentDictionary<string, string> _byId = new();

    /// <summary>The node with this address or host name; null when there is none.</summary>
    public string? NodeOf(string? host) => host is null ? null : _byAddress.GetValueOrDefault(host);

    /// <summary>The node whose sentinel has this id; null while that is not known.</summary>
    public string? NodeOfId(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Remembers a sentinel's id.</summary>
    public void Learn(string id, string node) => _byId[id] = node;
}
