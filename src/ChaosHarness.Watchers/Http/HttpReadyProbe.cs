using System.Globalization;
using System.Net;
using ChaosHarness.Labs;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Http;

/// <summary>Gets one page from a node's own web server, over a connection that stays open.</summary>
internal sealed class HttpReadyProbe(INode node, Uri page, TimeSpan timeout, TimeProvider clock) : IProbe
{
    private readonly NodeHttp _http = new(node, new IPEndPoint(IPAddress.Loopback, page.Port), timeout, clock);

    public async Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct)
    {
        HttpAnswer answer = await _http.GetAsync(page.PathAndQuery, ct);
        string status = answer.Status.ToString(CultureInfo.InvariantCulture);
        return
        [
            new Answer(node.Name, answer.Status is >= 200 and < 300 ? "ready" : "not-ready",
                new Dictionary<string, string> { ["status"] = status }),
        ];
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
