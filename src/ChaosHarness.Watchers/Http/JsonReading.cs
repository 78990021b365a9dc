using System.Text.Json;

namespace ChaosHarness.Watchers.Http;

/// <summary>Reads JSON whose shape is not certain.</summary>
internal static class JsonReading
{
    /// <summary>A member's value as text: of texts, numbers and booleans; null when it is none of these.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
    }

    /// <summary>Puts a member's value into the data of an answer when it is there.</summary>
    public static void CopyTo(this JsonElement element, Dictionary<string, string> data, string name, params ReadOnlySpan<string> path)
    {
        if (element.Text(path) is { } text)
            data[name] = text;
    }
}
