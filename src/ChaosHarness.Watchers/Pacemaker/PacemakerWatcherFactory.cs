using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Pacemaker;

/// <summary>
/// Watches a Pacemaker cluster in two ways: it follows the log of every node, and asks each node for its view of the
/// cluster and of the resources that run on it.
/// </summary>
internal sealed class PacemakerWatcherFactory : IWatcherFactory
{
    /// <summary>Longer than for a question over a connection: a command has to be started first.</summary>
    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(3);

    public string Kind => "pacemaker";

    public string Help =>
        "Writes down what every node of a Pacemaker cluster logs (start ok, monitor not running, lost, fenced, quorum lost, "
        + "fail-count 2 ...) and asks for its view: ok, degraded, no-quorum, no-dc, starting, down or silent.";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["log"] = "Path of Pacemaker's log on its node. Default /var/log/pacemaker/pacemaker.log.",
        ["timeout"] = "How long crm_mon may take before the value is 'silent'. Default 3s.",
    };

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock) =>
        new PacemakerWatcher(spec, lab, spec.Duration("timeout", s_defaultTimeout), clock);
}
