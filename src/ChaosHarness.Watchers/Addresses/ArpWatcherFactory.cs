using System.Net;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Addresses;

/// <summary>
/// Watches who answers ARP for an address. Subjects: the address, with the names of the nodes that answer (or <c>nobody</c>),
/// and <c>ADDRESS/answers</c> with their number. Needs the package iputils-arping on the nodes that ask.
/// </summary>
internal sealed class ArpWatcherFactory : IWatcherFactory
{
    /// <summary>One question takes a second when fewer than two answer.</summary>
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(3);

    public string Kind => "arp";

    public string Help => "Asks the network from each node who has an address: the names of all that answer ARP.";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["address"] = "The address. Required.",
        ["device"] = "The network card to ask through. Default eth0.",
    };

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        IPAddress address = spec.Address("address");
        string device = spec.Text("device") ?? "eth0";
        return new PollingWatcher(spec, spec.NodesIn(lab), node => new ArpProbe(node, lab, address, device), s_timeout, clock);
    }
}
