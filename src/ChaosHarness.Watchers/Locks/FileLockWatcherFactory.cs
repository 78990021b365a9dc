using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Locks;

/// <summary>
/// Watches on which nodes a process of a service holds a file locked for writing: <c>holder</c>, <c>absent</c>, or
/// <c>down</c> when the node is off.
/// </summary>
internal sealed class FileLockWatcherFactory : IWatcherFactory
{
    public string Kind => "file-lock";

    public string Help => "Looks on every node whether a service has a file locked for writing: holder or absent.";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["file"] = "The file, as the service sees it. Required.",
        ["service"] = "The service whose processes may hold it. Required.",
    };

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        (string file, string service) = (spec.Required("file"), spec.Required("service"));
        return new PollingWatcher(
            spec, spec.NodesIn(lab), node => new FileLockProbe(node, service, file), WatchSettings.DefaultTimeout, clock);
    }
}
