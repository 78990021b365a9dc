using System.Net;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Http;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Etcd;

/// <summary>Watches a key in every member of etcd: see <see cref="KeyHolder"/>. Data: ttl in seconds, expiration, lease.</summary>
internal sealed class EtcdKeyWatcherFactory : IWatcherFactory
{
    public string Kind => "etcd-key";

    public string Help => "Asks every etcd for its own copy of a key: its value, or 'none'; and when it was renewed.";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["key"] = "The key, such as /service/pgcluster/leader. Required.",
        ["api"] = "v2 or v3: the two keep different data. Default v2.",
        ["port"] = "Port for clients, on loopback. Default 2379.",
        ["timeout"] = WatchSettings.TimeoutHelp,
    };

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        string key = spec.Required("key");
        bool v3 = spec.Text("api") == "v3";
        IPEndPoint server = new(IPAddress.Loopback, spec.Integer("port", EtcdMember.DefaultPort));
        TimeSpan timeout = spec.Duration("timeout", WatchSettings.DefaultTimeout);
        return new PollingWatcher(spec, spec.NodesIn(lab), Open, timeout, clock);

        IProbe Open(INode node) => v3
            ? new JsonProbe(node, server, timeout, clock)
            {
                Path = "/v3/kv/range", Body = KeyHolder.RangeV3(key),
                Understand = (_, json) => KeyHolder.UnderstandV3(node.Name, json),
            }
            : new JsonProbe(node, server, timeout, clock)
            {
                Path = "/v2/keys" + key, Understand = (_, json) => KeyHolder.UnderstandV2(node.Name, json),
            };
    }
}
