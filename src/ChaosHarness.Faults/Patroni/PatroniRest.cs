using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Patroni;

/// <summary>What Patroni answered.</summary>
internal sealed record PatroniAnswer(int Status, string Text)
{
    /// <summary>Whether it did, or will do, what it was asked for.</summary>
    public bool IsGood => Status is >= 200 and < 300;

    /// <summary>The answer as JSON; null when it is none.</summary>
    public JsonNode? Json
    {
        get
        {
            try
            {
                return JsonNode.Parse(Text);
            }
            catch (System.Text.Json.JsonException)
            {
                return null;
            }
        }
    }

    public override string ToString() => $"{Status}: {Text.Trim().ReplaceLineEndings(" ")}";
}

/// <summary>Speaks to the REST interface of a member from inside its node, as an operator logged in there would.</summary>
internal sealed class PatroniRest : IDisposable
{
    private readonly INode _node;
    private readonly int _port;
    private readonly HttpClient _client;

    /// <param name="node">The member's node; the interface listens on the node's own address.</param>
    /// <param name="port">Its port.</param>
    public PatroniRest(INode node, int port)
    {
        (_node, _port) = (node, port);
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = ConnectAsync, UseProxy = false, UseCookies = false, AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        _client = new HttpClient(handler, disposeHandler: true)
        {
            BaseAddress = new Uri($"http://{node.Address}:{port}"), Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Asks. The caller limits the time.</summary>
    /// <exception cref="LabException">Patroni could not be reached.</exception>
    public async Task<PatroniAnswer> AskAsync(HttpMethod method, string path, string? json, CancellationToken ct)
    {
        using HttpRequestMessage request = new(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, ct);
            return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(ct));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new LabException($"Patroni on {_node.Name} (port {_port}) could not be asked: {e.Message}", e);
        }
    }

    /// <summary>Gets JSON.</summary>
    /// <exception cref="LabException">Patroni could not be reached, or answered otherwise.</exception>
    public async Task<JsonNode> GetAsync(string path, CancellationToken ct)
    {
        PatroniAnswer answer = await AskAsync(HttpMethod.Get, path, null, ct);
        return answer.Json ?? throw new LabException($"Patroni on {_node.Name} answered {path} with {answer}");
    }

    public void Dispose() => _client.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        Socket socket = await _node.ConnectAsync(new IPEndPoint(_node.Address, _port), ct);
        socket.NoDelay = true;
        return new NetworkStream(socket, ownsSocket: true);
    }
}
