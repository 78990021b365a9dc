using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ChaosHarness.Labs;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Http;

/// <summary>Gets one page from a node's own web server, over a connection that stays open.</summary>
internal sealed class HttpReadyProbe : IProbe
{
    private readonly INode _node;
    private readonly Uri _page;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;

    public HttpReadyProbe(INode node, Uri page, TimeSpan timeout, TimeProvider clock)
    {
        (_node, _page, _timeout, _clock) = (node, page, timeout, clock);
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = ConnectAsync,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        // The poller decides how long to wait for an answer.
        _client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct)
    {
        try
        {
            using HttpResponseMessage response = await _client.GetAsync(_page, ct);
            int status = (int)response.StatusCode;
            return
            [
                new Answer(_node.Name, response.IsSuccessStatusCode ? "ready" : "not-ready",
                    new Dictionary<string, string> { ["status"] = status.ToString(CultureInfo.InvariantCulture) }),
            ];
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

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        IPEndPoint server = new(IPAddress.Loopback, _page.Port);
        Socket socket = await Connecting.WithinAsync(inner => _node.ConnectAsync(server, inner), _timeout, _clock, ct);
        socket.NoDelay = true;
        return new NetworkStream(socket, ownsSocket: true);
    }
}
