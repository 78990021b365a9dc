using System.Text.Json.Nodes;

namespace ChaosHarness.Faults.Patroni;

/// <summary>
/// Patches as Patroni takes them: objects are merged into the configuration, null removes a value (documentation, "Patroni
/// REST API", PATCH /config).
/// </summary>
internal static class JsonPatch
{
    /// <summary>The patch that gives everything that a patch changes the value it has now.</summary>
    public static JsonObject Reverse(JsonObject patch, JsonNode? now)
    {
        JsonObject reverse = [];
        foreach ((string name, JsonNode? value) in patch)
        {
            JsonNode? before = (now as JsonObject)?[name];
            reverse[name] = value is JsonObject inner && before is JsonObject ? Reverse(inner, before) : before?.DeepClone();
        }

        return reverse;
    }

    /// <summary>Whether a configuration is as the patch wants it.</summary>
    public static bool IsApplied(JsonObject patch, JsonNode? now) => patch.All(wanted =>
    {
        JsonNode? value = (now as JsonObject)?[wanted.Key];
        return wanted.Value is JsonObject inner ? IsApplied(inner, value) : JsonNode.DeepEquals(wanted.Value, value);
    });
}
