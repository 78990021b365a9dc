using System.Net;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Http;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Patroni;

/// <summary>
/// Watches what every Patroni says of its member: <see cref="PatroniMember.Understand"/>, or <c>down</c> or <c>silent</c>
/// when Patroni itself is. Data: state, role, timeline, lsn, received, replayed, unlocked, dcs-seen, pause and more.
/// </summary>
internal sealed class PatroniWatcherFactory : IWatcherFactory
{
    public string Kind => "patroni";

    public string Help => "Asks every Patroni over REST what its member is: primary, replica, starting, stopping ...";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["port"] = "Port of the REST interface on the node's own address. Default 8008.",
        ["timeout"] = WatchSettings.TimeoutHelp,
    };

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        int port = spec.Integer("port", PatroniMember.DefaultPort);
        TimeSpan timeout = spec.Duration("timeout", WatchSettings.DefaultTimeout);
        return new PollingWatcher(spec, spec.NodesIn(lab), Open, timeout, clock);

        IProbe Open(INode node) => new JsonProbe(node, new IPEndPoint(node.Address, port), timeout, clock)
        {
            Path = "/patroni", Understand = (_, json) => [PatroniMember.Understand(node.Name, json)],
        };
    }
}
