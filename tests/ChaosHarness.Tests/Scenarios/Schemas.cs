using ChaosHarness.Cli;
using System.Text.Json;
using ChaosHarness.Scenarios;
using ChaosHarness.TestKit;

namespace ChaosHarness.Tests.Scenarios;

/// <summary>The schemas that editors use are made from the code, and are what is committed.</summary>
public sealed class Schemas
{
    public static TheoryData<string> Names => [.. SchemaWriter.Write(Composition.Vocabulary).Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_what_the_code_writes(string name)
    {
        string written = SchemaWriter.Write(Composition.Vocabulary)[name];
        string path = Path.Combine(Repository.Root, "scenarios", name);
        if (!File.Exists(path) || File.ReadAllText(path) != written)
        {
            string received = Path.ChangeExtension(path, "received.json");
            File.WriteAllText(received, written);
            Assert.Fail($"{name} is not what the code writes: look at {received} and put it in its place (chaos schema does that)");
        }
    }

    [Fact]
    public void Know_every_fault_with_its_own_keys()
    {
        using JsonDocument schema = JsonDocument.Parse(SchemaWriter.Write(Composition.Vocabulary)["scenario.schema.json"]);
        JsonElement steps = schema.RootElement.GetProperty("properties").GetProperty("steps").GetProperty("items").GetProperty("anyOf");
        Dictionary<string, string[]> keys = steps.EnumerateArray()
            .Select(s => s.GetProperty("properties"))
            .Where(p => p.TryGetProperty("fault", out _))
            .ToDictionary(
                p => p.GetProperty("fault").GetProperty("enum")[0].GetString()!,
                p => p.EnumerateObject().Select(o => o.Name).ToArray());

        Assert.Equal(Composition.Vocabulary.Faults.Select(f => f.Name).Order(), keys.Keys.Order());
        Assert.Equal(["fault", "after", "jitter", "upon", "as", "row", "on", "service", "for"], keys["pause-service"]);
        Assert.Equal(["fault", "after", "jitter", "upon", "as", "row", "on", "service"], keys["start-service"]);
        Assert.Equal(["fault", "after", "jitter", "upon", "as", "row", "on", "for", "groups"], keys["partition"]);
    }

    [Fact]
    public void Let_stacks_use_their_parameters_anywhere()
    {
        using JsonDocument schema = JsonDocument.Parse(SchemaWriter.Write(Composition.Vocabulary)["stack.schema.json"]);
        JsonElement restart = schema.RootElement.GetProperty("properties").GetProperty("services")
            .GetProperty("additionalProperties").GetProperty("properties").GetProperty("restart").GetProperty("anyOf");

        Assert.Equal(["always", "on-failure", "never"], restart[0].GetProperty("enum").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal(@"\$\{", restart[1].GetProperty("pattern").GetString());
    }

    [Fact]
    public void Every_shipped_file_names_its_schema()
    {
        foreach (string path in Repository.Files("scenarios", "*.yaml"))
        {
            string kind = Path.GetFileName(path) switch { "stack.yaml" => "stack", "table.yaml" => "table", _ => "scenario" };
            string first = File.ReadLines(path).First();
            string schema = Path.Combine(Path.GetDirectoryName(path)!, first[(first.IndexOf('=', StringComparison.Ordinal) + 1)..]);

            Assert.StartsWith("# yaml-language-server: $schema=", first, StringComparison.Ordinal);
            Assert.Equal(Path.Combine(Repository.Root, "scenarios", kind + ".schema.json"), Path.GetFullPath(schema));
        }
    }
}
