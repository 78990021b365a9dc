using System.Net;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Addresses;

/// <summary>Watches which nodes have a virtual address: <c>holder</c>, <c>absent</c>, or <c>down</c> when the node is off.</summary>
internal sealed class AddressWatcherFactory : IWatcherFactory
{
    public string Kind => "address";

    public string Help => "Looks in every node whether it has an address: holder or absent.";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["address"] = "The address. Required.",
        ["config"] = "Path of vip-manager's configuration on the node, read for its interval. Default: not read.",
    };

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        IPAddress address = spec.Address("address");
        return new PollingWatcher(
            spec, spec.NodesIn(lab), node => new AddressProbe(node, address), WatchSettings.DefaultTimeout, clock);
    }
}
