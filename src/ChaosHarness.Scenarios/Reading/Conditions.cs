using ChaosHarness.Scenarios.Values;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>Reads conditions over what a watch reports.</summary>
internal static class Conditions
{
    /// <summary>A condition, or null when it is not whole.</summary>
    public static SteadyCondition? Read(YamlMap map, IReadOnlyList<WatchSpec> watches, ProblemList problems)
    {
        if (map.Scalar("watch") is { } watch && watches.All(w => w.Name != watch.Text))
            problems.Add(watch, Suggestion.Unknown("watch", watch.Text, watches.Select(w => w.Name)));
        if (map.Text("watch") is not { } name || map.Text("value") is not { } value
            || Counts.Parse(map.Text("count") ?? "") is not { } count)
            return null;
        return new(name, value, count.AtLeast, count.AtMost);
    }
}
