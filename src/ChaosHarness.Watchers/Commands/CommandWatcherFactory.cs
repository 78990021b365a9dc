using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Commands;

/// <summary>
/// Runs a command on every node; the first line of its output is the value. Without output the value is
/// <c>failed</c> or <c>nothing</c>; <c>down</c> when the node is off, <c>silent</c> when the command does not end in
/// time.
/// </summary>
internal sealed class CommandWatcherFactory : IWatcherFactory
{
    /// <summary>Longer than for a question over a connection: a command has to be started first.</summary>
    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(2);

    public string Kind => "command";

    public string Help => "Runs a command of yours on every node; the first line of its output is the value.";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["command"] = "A line for /bin/sh. Required. It costs a process each time: think of 'every: 1s'.",
        ["user"] = "The user to run it as. Default root.",
        ["timeout"] = "How long it may run before the value is 'silent'. Default 2s.",
    };

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        NodeCommand command = new(["/bin/sh", "-c", spec.Required("command")], spec.Text("user"));
        TimeSpan timeout = spec.Duration("timeout", s_defaultTimeout);
        return new PollingWatcher(spec, spec.NodesIn(lab), node => new CommandProbe(node, command), timeout, clock);
    }
}
