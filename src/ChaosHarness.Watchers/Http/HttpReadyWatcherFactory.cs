using System.Globalization;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Http;

/// <summary>
/// Watches whether a web server on every node says that it is ready: <c>ready</c> (2xx), <c>not-ready</c> (any other
/// status), <c>down</c> or <c>silent</c>. Data: status.
/// </summary>
internal sealed class HttpReadyWatcherFactory : IWatcherFactory
{
    public string Kind => "http-ready";

    public string Help => "Gets a page from every node's own web server: ready (2xx), not-ready, down or silent.";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["port"] = "Port of the web server on its node. Default 80.",
        ["path"] = "What to get. Default /health/ready.",
        ["timeout"] = WatchSettings.TimeoutHelp,
    };

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        int port = spec.Integer("port", 80);
        string path = spec.Text("path") ?? "/health/ready";
        Uri page = new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}{path}"));
        TimeSpan timeout = spec.Duration("timeout", WatchSettings.DefaultTimeout);
        return new PollingWatcher(spec, spec.NodesIn(lab), Open, timeout, clock);

        IProbe Open(INode node) => new HttpReadyProbe(node, page, timeout, clock);
    }
}
