using System.Net;
using ChaosHarness.Scenarios.Values;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>A node without its services.</summary>
/// <param name="Node">Its name, address and groups.</param>
/// <param name="Services">The names of the services it is to run, in starting order.</param>
internal sealed record BareNode(NodeSpec Node, IReadOnlyList<string> Services);

/// <summary>
/// Reads the machines of a stack: names, addresses, groups and which services run where; not yet the services.
/// </summary>
internal static class NodeReader
{
    private const int MostNodes = 200;

    /// <summary>
    /// The nodes in the file's order, with addresses 10.77.0.1, 10.77.0.2 and so on, and their services' names.
    /// </summary>
    /// <param name="stack">The stack file.</param>
    /// <param name="filler">Knows the parameters: names and services may depend on them.</param>
    /// <param name="problems">Where mistakes go.</param>
    public static IReadOnlyList<BareNode> Read(YamlMap stack, Filler filler, ProblemList problems)
    {
        Dictionary<string, (List<string> Groups, List<string> Services)> nodes = [];
        HashSet<string> known = [.. stack.MapOf("services").Select(e => e.Key.Text)];
        foreach (YamlEntry group in stack.MapOf("nodes"))
        {
            if (group.Value is not YamlMap map)
                continue;
            (YamlScalar At, string Name)[] services = [.. Filled(map, "services", filler)];
            foreach ((YamlScalar at, string service) in services.Where(s => !known.Contains(s.Name)))
                problems.Add(at, Suggestion.Unknown("service", service, known));
            foreach (string name in Names(group, map, filler, problems))
            {
                nodes.TryAdd(name, ([], []));
                nodes[name].Groups.Add(group.Key.Text);
                nodes[name].Services.AddRange(
                    services.Select(s => s.Name).Where(known.Contains).Except(nodes[name].Services));
            }
        }

        if (nodes.Count > MostNodes)
            problems.Add(stack, $"there are {nodes.Count} nodes; a lab has room for {MostNodes}");
        return [.. nodes.Take(MostNodes).Select((n, i) => new BareNode(Node(n.Key, i + 1, n.Value.Groups), n.Value.Services))];
    }

    private static NodeSpec Node(string name, int number, IReadOnlyList<string> groups) => new()
    {
        Name = name, Address = new IPAddress([10, 77, 0, (byte)number]), Groups = groups, Services = [],
    };

    private static IEnumerable<(YamlScalar At, string Name)> Filled(YamlMap map, string key, Filler filler) =>
        map.ScalarsOf(key).SelectMany(s => filler.Repeat(s).Select(text => (s, text)));

    private static IReadOnlyList<string> Names(YamlEntry group, YamlMap map, Filler filler, ProblemList problems)
    {
        bool counted = map["count"] is not null;
        bool named = map["names"] is not null;
        if (counted == named)
            problems.Missing(group.Key, $"group '{group.Key.Text}' needs either 'count' or 'names'");
        if (named)
            return [.. Filled(map, "names", filler).Where(n => IsHostName(n.At, n.Name, problems)).Select(n => n.Name).Distinct()];
        int count = (int)Math.Clamp(Numbers.Integer(map.Text("count") ?? "") ?? 1, 0, MostNodes + 1);
        return [.. Enumerable.Range(1, count).Select(i => group.Key.Text + i)];
    }

    private static bool IsHostName(YamlScalar at, string name, ProblemList problems)
    {
        bool good = name.Length <= 63 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        if (!good)
            problems.Add(at, $"'{name}' is not a host name: use small letters, digits and dashes");
        return good;
    }
}
