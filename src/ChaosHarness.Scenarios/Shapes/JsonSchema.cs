using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChaosHarness.Scenarios.Shapes;

/// <summary>Turns shapes into the nodes of a JSON schema.</summary>
/// <param name="templates">Whether any plain value may be a <c>${...}</c> instead.</param>
internal sealed class JsonSchema(bool templates)
{
    private const string TemplatePattern = @"\$\{";

    private static readonly JsonSerializerOptions s_pretty = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>A whole schema.</summary>
    public string Text(MapShape shape)
    {
        JsonObject schema = new()
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["$comment"] = "Generated from the reader's own shapes (SchemaWriter): do not edit.",
        };
        foreach ((string name, JsonNode? value) in Node(shape).ToArray())
            schema[name] = value?.DeepClone();
        return schema.ToJsonString(s_pretty) + "\n";
    }

    private JsonObject Node(Shape shape)
    {
        JsonObject node = shape switch
        {
            ScalarShape scalar => Scalar(scalar),
            ListShape { OrOne: true } list => new() { ["anyOf"] = new JsonArray(Node(list.Item), List(list)) },
            ListShape list => List(list),
            MapShape map => Map(map),
            NamedShape { OrOne: true } named => new() { ["anyOf"] = new JsonArray(Node(named.Value), Named(named)) },
            NamedShape named => Named(named),
            VariantShape one => new() { ["anyOf"] = new JsonArray([.. one.Variants.Select(v => Node(v.Shape))]) },
            _ => throw new InvalidOperationException($"unknown shape {shape}"),
        };
        if (shape.Help.Length > 0)
            node["description"] = shape.Help;
        return node;
    }

    private JsonObject Scalar(ScalarShape shape)
    {
        string[] types = shape.Type.JsonType;
        JsonObject node = new() { ["type"] = types.Length == 1 ? types[0] : Strings(types) };
        if (shape.Type.Values.Count > 0)
            node["enum"] = Strings(shape.Type.Values);
        if (shape.Type.Pattern is { } pattern)
            node["pattern"] = pattern;
        bool takesAny = types.Contains("string") && node.Count == 1;
        return !templates || takesAny ? node : new()
        {
            ["anyOf"] = new JsonArray(node, new JsonObject { ["type"] = "string", ["pattern"] = TemplatePattern }),
        };
    }

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);

    private JsonObject List(ListShape shape) => new() { ["type"] = "array", ["items"] = Node(shape.Item) };

    private JsonObject Map(MapShape shape)
    {
        JsonObject properties = [];
        foreach (Key key in shape.Keys)
            properties[key.Name] = Node(key.Shape);
        JsonObject node = new() { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (shape.Keys.Any(k => k.Required))
            node["required"] = Strings(shape.Keys.Where(k => k.Required).Select(k => k.Name));
        return node;
    }

    private JsonObject Named(NamedShape shape)
    {
        JsonObject node = new() { ["type"] = "object", ["additionalProperties"] = Node(shape.Value) };
        if (shape.Known is { } known)
            node["propertyNames"] = new JsonObject { ["enum"] = Strings(known.Keys) };
        return node;
    }
}
