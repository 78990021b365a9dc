using System.Net;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Http;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Etcd;

/// <summary>
/// Watches whether every member of etcd leads: <c>leader</c>, <c>follower</c>, <c>no-leader</c>, <c>error</c>, <c>down</c> or
/// <c>silent</c>. Data: member, version, term, index.
/// </summary>
internal sealed class EtcdWatcherFactory : IWatcherFactory
{
    public string Kind => "etcd";

    public string Help => "Asks every etcd whether it leads, follows, or knows of no leader.";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["port"] = "Port for clients, on loopback. Default 2379.",
        ["timeout"] = WatchSettings.TimeoutHelp,
    };

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        int port = spec.Integer("port", EtcdMember.DefaultPort);
        TimeSpan timeout = spec.Duration("timeout", WatchSettings.DefaultTimeout);
        return new PollingWatcher(spec, spec.NodesIn(lab), Open, timeout, clock);

        IProbe Open(INode node) => new JsonProbe(node, new IPEndPoint(IPAddress.Loopback, port), timeout, clock)
        {
            Path = "/v3/maintenance/status", Body = "{}",
            Understand = (status, json) => [EtcdMember.Understand(node.Name, status, json)],
        };
    }
}
