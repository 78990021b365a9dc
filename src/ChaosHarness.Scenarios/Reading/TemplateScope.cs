using System.Globalization;
using ChaosHarness.Scenarios.Values;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>The names that <c>${...}</c> knows.</summary>
internal sealed class TemplateScope
{
    private readonly Dictionary<string, string> _values;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<NodeSpec>> _groups;

    /// <param name="parameters">The stack's parameters in force.</param>
    /// <param name="nodes">The stack's nodes.</param>
    public TemplateScope(IReadOnlyDictionary<string, string> parameters, IReadOnlyList<NodeSpec> nodes)
    {
        _values = new(parameters) { ["dotnet"] = "/opt/dotnet/dotnet", ["harness"] = "/opt/chaosharness" };
        foreach ((string name, string value) in parameters)
        {
            if (Durations.Parse(value) is not { } duration)
                continue;
            _values[name + ".ms"] = duration.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
            _values[name + ".s"] = duration.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        }

        foreach (NodeSpec node in nodes)
            _values["address." + node.Name] = node.Address.ToString();
        _groups = nodes.SelectMany(n => n.Groups.Select(g => (Group: g, Node: n)))
            .GroupBy(p => p.Group, p => p.Node)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<NodeSpec>)[.. g]);
    }

    private TemplateScope(TemplateScope outer, IEnumerable<KeyValuePair<string, string>> more)
    {
        _groups = outer._groups;
        _values = new(outer._values);
        foreach ((string name, string value) in more)
            _values[name] = value;
    }

    /// <summary>The names that can be filled in.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>The groups that lines can be repeated for.</summary>
    public IEnumerable<string> Groups => _groups.Keys;

    /// <summary>What a name stands for, or null.</summary>
    public string? Value(string name) => _values.GetValueOrDefault(name);

    /// <summary>The nodes of a group, or null.</summary>
    public IReadOnlyList<NodeSpec>? Nodes(string group) => _groups.GetValueOrDefault(group);

    /// <summary>
    /// The same with <c>node.name</c>, <c>node.address</c> and <c>node.number</c> (its place in its first group, from
    /// 1).
    /// </summary>
    public TemplateScope On(NodeSpec node) => new(this,
    [
        new("node.name", node.Name), new("node.address", node.Address.ToString()),
        new("node.number", (Place(node) + 1).ToString(CultureInfo.InvariantCulture)),
    ]);

    /// <summary>The same with <c>each.name</c> and <c>each.address</c>.</summary>
    public TemplateScope For(NodeSpec node) =>
        new(this, [new("each.name", node.Name), new("each.address", node.Address.ToString())]);

    private int Place(NodeSpec node) => _groups[node.Groups[0]].Select(n => n.Name).ToList().IndexOf(node.Name);
}
