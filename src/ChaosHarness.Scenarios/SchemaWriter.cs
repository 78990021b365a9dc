using ChaosHarness.Scenarios.Shapes;

namespace ChaosHarness.Scenarios;

/// <summary>
/// Writes JSON schemas (draft 7, which editors know best) from the same shapes that the reader checks files against.
/// </summary>
public static class SchemaWriter
{
    /// <summary>All schemas: file name to text.</summary>
    /// <param name="words">The names that code stands behind.</param>
    public static IReadOnlyDictionary<string, string> Write(Vocabulary words) => new Dictionary<string, string>
    {
        ["scenario.schema.json"] = new JsonSchema(templates: false).Text(ScenarioShape.Of(words)),
        ["stack.schema.json"] = new JsonSchema(templates: true).Text(StackShape.Of(words)),
        ["table.schema.json"] = new JsonSchema(templates: false).Text(TableShape.Of()),
    };

    /// <summary>Writes them into a folder, usually <c>scenarios/</c>.</summary>
    public static void WriteAll(string folder, Vocabulary words)
    {
        foreach ((string name, string text) in Write(words))
            File.WriteAllText(Path.Combine(folder, name), text);
    }
}
