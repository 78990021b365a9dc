using System.Net;
using System.Net.Sockets;
using System.Text;
using ChaosHarness.Labs;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Http;

/// <summary>An answer over HTTP.</summary>
internal sealed record HttpAnswer(int Status, string Body);

/// <summary>Asks a node's own web server from inside the node, over a connection that stays open.</summary>
internal sealed class NodeHttp : IDisposable
{
    private readonly INode _node;
    private readonly IPEndPoint _server;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;

    /// <param name="node">The node.</param>
    /// <param name="server">Where its server listens: loopback, or the node's own address.</param>
    /// <param name="timeout">How long a connection may take to be made.</param>
    /// <param name="clock">The run's clock.</param>
    public NodeHttp(INode node, IPEndPoint server, TimeSpan timeout, TimeProvider clock)
    {
        (_node, _server, _timeout, _clock) = (node, server, timeout, clock);
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = ConnectAsync,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        // The poller decides how long to wait for an answer.
        _client = new HttpClient(handler, disposeHandler: true)
        {
            BaseAddress = new Uri($"http://{server}"), Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Gets a page.</summary>
    /// <exception cref="SocketException">Nobody takes connections there.</exception>
    /// <exception cref="TimeoutException">The connection could not be made in time.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public Task<HttpAnswer> GetAsync(string path, CancellationToken ct) =>
        AskAsync(HttpMethod.Get, path, null, ct);

    /// <summary>Posts a JSON text. Exceptions as for <see cref="GetAsync"/>.</summary>
    public Task<HttpAnswer> PostAsync(string path, string json, CancellationToken ct) =>
        AskAsync(HttpMethod.Post, path, json, ct);

    public void Dispose() => _client.Dispose();

    private async Task<HttpAnswer> AskAsync(HttpMethod method, string path, string? json, CancellationToken ct)
    {
        using HttpRequestMessage request = new(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, ct);
            return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(ct));
        }
        catch (HttpRequestException failure)
            when (failure.InnerException is SocketException or TimeoutException or IOException)
        {
            // Its own exception hides what happened: refused, not in time, or broken.
            throw failure.InnerException switch
            {
                SocketException refused => new SocketException((int)refused.SocketErrorCode, failure.Message),
                TimeoutException late => new TimeoutException(late.Message, failure),
                _ => new IOException(failure.Message, failure),
            };
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        Socket socket = await Connecting.WithinAsync(inner => _node.ConnectAsync(_server, inner), _timeout, _clock, ct);
        socket.NoDelay = true;
        return new NetworkStream(socket, ownsSocket: true);
    }
}
