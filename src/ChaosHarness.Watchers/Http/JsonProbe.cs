using System.Net;
using System.Text.Json;
using ChaosHarness.Labs;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Http;

/// <summary>Asks a node's own server one question whose answer is JSON.</summary>
/// <param name="node">The node.</param>
/// <param name="server">Where the server listens.</param>
/// <param name="timeout">How long a connection may take to be made.</param>
/// <param name="clock">The run's clock.</param>
internal sealed class JsonProbe(INode node, IPEndPoint server, TimeSpan timeout, TimeProvider clock) : IProbe
{
    private readonly NodeHttp _http = new(node, server, timeout, clock);

    /// <summary>The page.</summary>
    public required string Path { get; init; }

    /// <summary>What is posted to it; null when it is only asked for.</summary>
    public string? Body { get; init; }

    /// <summary>What the answer means: the status, and the JSON where there is some.</summary>
    public required Func<int, JsonElement, IReadOnlyList<Answer>> Understand { get; init; }

    public async Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct)
    {
        HttpAnswer answer = Body is null ? await _http.GetAsync(Path, ct) : await _http.PostAsync(Path, Body, ct);
        try
        {
            using JsonDocument json = JsonDocument.Parse(answer.Body);
            return Understand(answer.Status, json.RootElement);
        }
        catch (JsonException)
        {
            return [Answer.Refused(node.Name, $"{Path} answered {answer.Status} with something that is no JSON")];
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
