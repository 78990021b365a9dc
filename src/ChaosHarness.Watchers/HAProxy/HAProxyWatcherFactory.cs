using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.HAProxy;

/// <summary>
/// Watches what HAProxy holds of its servers. Subjects: <c>backend/server</c> with HAProxy's own word (<c>UP</c>,
/// <c>DOWN</c>, <c>MAINT</c>, <c>DRAIN</c>, <c>NOLB</c>, <c>no check</c>), and the node's name with <c>answering</c>;
/// all of them <c>down</c> or <c>silent</c> when HAProxy is.
/// </summary>
internal sealed class HAProxyWatcherFactory : IWatcherFactory
{
    /// <summary>Where Debian's HAProxy puts its socket.</summary>
    public const string DefaultSocket = "/run/haproxy/admin.sock";

    /// <summary>Where Debian's HAProxy has its configuration.</summary>
    public const string DefaultConfiguration = "/etc/haproxy/haproxy.cfg";

    public string Kind => "haproxy";

    public string Help => "Asks every HAProxy through its stats socket what its servers are: UP, DOWN, MAINT ...";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["socket"] = $"Path of the stats socket on the node. Default {DefaultSocket}.",
        ["backend"] = "Name of the one backend to watch. Default: all.",
        ["show"] = "'sessions' reports how many sessions each server has, instead of its state.",
        ["config"] = $"Path of its configuration, read for inter, fall and rise. Default {DefaultConfiguration}.",
        ["timeout"] = WatchSettings.TimeoutHelp,
    };

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        string socket = spec.Text("socket") ?? DefaultSocket;
        TimeSpan timeout = spec.Duration("timeout", WatchSettings.DefaultTimeout);
        return new PollingWatcher(spec, spec.NodesIn(lab), Open, timeout, clock);

        IProbe Open(INode node) => new HAProxyProbe(node, socket, timeout, clock)
        {
            Backend = spec.Text("backend"), ShowsSessions = spec.Text("show") == "sessions",
        };
    }
}
