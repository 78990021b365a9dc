using System.Net;
using System.Text.Json;

namespace ChaosHarness.LabTests.Reference;

/// <summary>One answer of the web tier, taken apart.</summary>
internal sealed record WebAnswer(
    HttpStatusCode Status, string Body, string? ServedBy, string? RedisNode, TimeSpan Elapsed)
{
    public string? Applied => Text("applied");

    public string? Reason => Text("reason");

    public string? Text(string property)
    {
        if (Body.Length == 0)
            return null;

        using JsonDocument json = JsonDocument.Parse(Body);
        return json.RootElement.TryGetProperty(property, out JsonElement value) ? value.ToString() : null;
    }

    public override string ToString() => $"{(int)Status} by {ServedBy} from {RedisNode} in {Elapsed}: {Body}";
}
