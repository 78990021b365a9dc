using ChaosHarness.Scenarios.Shapes;
using ChaosHarness.Scenarios.Values;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios;

/// <summary>Something that scenarios may change in a stack.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">Its value unless a scenario says otherwise.</param>
/// <param name="Help">What it means, one line.</param>
/// <param name="Type">text, integer, duration, size or boolean.</param>
/// <param name="Values">The values it can have; empty for any of its type.</param>
public sealed record StackParameter(string Name, string Default, string Help, string Type, IReadOnlyList<string> Values)
{
    /// <summary>What is wrong with a value, or null.</summary>
    public string? Complaint(string value)
    {
        if (Values.Count > 0)
            return Values.Contains(value) ? null : Suggestion.Unknown($"value of parameter {Name}", value, Values);
        return StackShape.ParameterTypes.GetValueOrDefault(Type, ScalarType.Text).Complaint(value) is { } complaint
            ? $"parameter {Name}: {complaint}" : null;
    }

    /// <summary>The default, or when that is wrong a value that is not, so that one mistake is reported once.</summary>
    internal string Usable => Complaint(Default) is null ? Default
        : Values.Count > 0 ? Values[0]
        : Type switch { "duration" => "1s", "size" => "1m", "boolean" => "false", _ => "1" };

    internal static IReadOnlyList<StackParameter> Read(YamlMap stack, ProblemList problems)
    {
        List<StackParameter> parameters = [];
        foreach (YamlEntry entry in stack.MapOf("parameters"))
        {
            if (entry.Value is not YamlMap map)
                continue;
            StackParameter parameter = new(entry.Key.Text, map.Text("default") ?? "", map.Text("help") ?? "",
                map.Text("type") ?? "text", [.. map.ScalarsOf("one-of").Select(s => s.Text)]);
            parameters.Add(parameter);
            if (map.Scalar("default") is { } value && parameter.Complaint(value.Text) is { } complaint)
                problems.Add(value, complaint);
            if (TemplateNames.Contains(entry.Key.Text))
            {
                problems.Add(entry.Key,
                    $"'{entry.Key.Text}' has a meaning of its own in ${{...}}: call the parameter something else");
            }
        }

        return parameters;
    }

    private static readonly string[] TemplateNames = ["dotnet", "harness", "node", "address", "each", "if"];
}
