using ChaosHarness.Histories;

namespace ChaosHarness.Watchers.Data;

/// <summary>What one data node holds of the workloads' data.</summary>
/// <param name="Role">Its role while it was read.</param>
/// <param name="Reads">
/// Its keys, and <see cref="Rest"/> of every set that was read completely; none where it has nothing of its own to read,
/// which does not make it less of a primary.
/// </param>
internal sealed record NodeData(string Role, IReadOnlyList<FinalRead> Reads)
{
    /// <summary>That a node held nothing of a set beyond what is told.</summary>
    public static FinalRead Rest(Instant at, string node, string role, string set) =>
        new(at, node, role, Authoritative: false, set, FinalRead.Rest, []);

    /// <summary>The reads of all nodes. Those of a node are authoritative when it alone has the authority's role.</summary>
    public static IReadOnlyList<FinalRead> Together(IReadOnlyCollection<NodeData> nodes, string authority)
    {
        bool one = nodes.Count(n => n.Role == authority) == 1;
        return [.. nodes.SelectMany(n => n.Reads.Select(r => r with { Authoritative = one && n.Role == authority }))];
    }
}
