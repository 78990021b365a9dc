using ChaosHarness.Scenarios.Values;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>Reads the loads of a scenario.</summary>
internal static class LoadReader
{
    /// <summary>The loads that are whole.</summary>
    public static IReadOnlyList<LoadSpec> Read(YamlMap file, Stack stack, StackNames names, ProblemList problems)
    {
        List<LoadSpec> loads = [];
        foreach (YamlEntry entry in file.MapOf("load"))
        {
            if (entry.Value is not YamlMap map)
                continue;
            EntryPoint through = Through(map, stack, problems) ?? new("", "", [], new Dictionary<string, string>());
            loads.Add(Load(entry.Key.Text, map, through, From(entry.Key, map, names, problems) ?? ""));
        }

        return loads;
    }

    private static LoadSpec Load(string name, YamlMap map, EntryPoint through, string from)
    {
        LoadSpec standard = new()
        {
            Name = name, Through = through, From = from, Workload = map.Text("workload") ?? "",
            Rate = Numbers.Rate(map.Text("rate") ?? "") ?? 0,
        };
        return standard with
        {
            Reads = Share(map.Text("reads")) ?? standard.Reads,
            Keys = (int?)Numbers.Integer(map.Text("keys") ?? "") ?? standard.Keys,
            Timeout = Durations.Parse(map.Text("timeout") ?? "") ?? standard.Timeout,
            NewConnections = map.Text("new-connections") == "true",
            Floor = Share(map.Text("floor")) ?? standard.Floor,
        };
    }

    private static double? Share(string? text) =>
        text is not null && Numbers.Percent(text) is { } percent and <= 100 ? percent / 100 : null;

    private static EntryPoint? Through(YamlMap map, Stack stack, ProblemList problems)
    {
        if (map.Scalar("through") is not { } name)
            return null;
        if (!stack.EntryPoints.TryGetValue(name.Text, out EntryPoint? through))
            problems.Add(name, Suggestion.Unknown("entry point", name.Text, stack.EntryPoints.Keys));
        return through;
    }

    private static string? From(YamlScalar load, YamlMap map, StackNames names, ProblemList problems)
    {
        string[] clients = [.. names.Clients.Select(c => c.Name)];
        if (map.Scalar("from") is not { } from)
        {
            if (clients.Length == 0)
                problems.Missing(load, $"the stack has no client nodes: give it a group '{StackNames.ClientGroup}'");
            return clients.FirstOrDefault();
        }

        if (clients.Contains(from.Text))
            return from.Text;
        problems.Add(from, names.Places.Contains(from.Text)
            ? $"'{from.Text}' is no client node: load comes from {string.Join(" or ", clients)}"
            : Suggestion.Unknown("client node", from.Text, clients));
        return null;
    }
}
