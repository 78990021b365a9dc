namespace ChaosHarness.Scenarios.Reading;

/// <summary>
/// What the names in a stack mean: a node, a group, a service (the nodes that run it) or a role (the nodes watched for
/// it).
/// </summary>
internal sealed class StackNames(
    IReadOnlyList<NodeSpec> nodes, IReadOnlyDictionary<string, RoleSpec> roles, IReadOnlyList<WatchSpec> watches)
{
    /// <summary>The group whose nodes load may come from.</summary>
    public const string ClientGroup = "client";

    /// <summary>The names of nodes, groups and services.</summary>
    public IEnumerable<string> Places => nodes.SelectMany(n => (IEnumerable<string>)
        [n.Name, .. n.Groups, .. n.Services.Select(s => s.Name)]).Distinct();

    /// <summary>All names a target can have.</summary>
    public IEnumerable<string> All => Places.Concat(roles.Keys).Distinct();

    /// <summary>The client nodes.</summary>
    public IReadOnlyList<NodeSpec> Clients => [.. nodes.Where(n => n.Groups.Contains(ClientGroup))];

    /// <summary>
    /// The known name that is meant: as written, or without the plural's s, or with one; null when there is none.
    /// </summary>
    public string? Known(string name)
    {
        string[] all = [.. All];
        if (all.Contains(name))
            return name;
        string singular = name.EndsWith('s') ? name[..^1] : name;
        return all.Contains(singular) ? singular : all.Contains(name + "s") ? name + "s" : null;
    }

    /// <summary>
    /// Whether a name is a role: then which of the candidates have it is known only when a step runs.
    /// </summary>
    public bool IsRole(string name) => Fixed(name).Length == 0 && roles.ContainsKey(name);

    /// <summary>The nodes that a known name may mean.</summary>
    public IReadOnlyList<NodeSpec> Candidates(string name)
    {
        NodeSpec[] places = Fixed(name);
        if (places.Length > 0 || !roles.TryGetValue(name, out RoleSpec? role))
            return places;
        WatchSpec? watch = watches.FirstOrDefault(w => w.Name == role.Watch);
        return watch is null ? [] : [.. nodes.Where(n => watch.Nodes.Contains(n.Name))];
    }

    private NodeSpec[] Fixed(string name)
    {
        NodeSpec[] found = [.. nodes.Where(n => n.Name == name)];
        if (found.Length == 0)
            found = [.. nodes.Where(n => n.Groups.Contains(name))];
        return found.Length > 0 ? found : [.. nodes.Where(n => n.Services.Any(s => s.Name == name))];
    }
}
