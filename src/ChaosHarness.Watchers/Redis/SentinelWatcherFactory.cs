using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Redis;

/// <summary>
/// Watches Redis sentinels in two ways: it subscribes to everything that each of them announces, and it asks each of
/// them for its view of the monitored master.
/// </summary>
internal sealed class SentinelWatcherFactory : IWatcherFactory
{
    public string Kind => "sentinel";

    public string Help =>
        "Writes down what every Redis sentinel announces (+sdown, +switch-master ...) and asks for its view of the "
        + "master: ok, sdown, odown, failover, insufficient, error, down or silent.";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["master"] = "Name of the monitored master, as in 'sentinel monitor NAME'. Required.",
        ["port"] = "Port of the sentinel on its node. Default 26379.",
        ["password"] = "Password of the sentinel. Default: none.",
        ["sentinels"] = "How many sentinels there are; one that knows fewer is 'insufficient'. Default: those watched.",
        ["replicas"] = "How many replicas there are; a sentinel that knows fewer is 'insufficient'. Default 0.",
        ["timeout"] = WatchSettings.TimeoutHelp,
    };

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock) => new SentinelWatcher(spec, lab, clock);
}
