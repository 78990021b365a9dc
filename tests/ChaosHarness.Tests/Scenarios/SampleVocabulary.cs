using ChaosHarness.Faults;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Scenarios;

/// <summary>A vocabulary with every type of parameter in it, for tests that are not about the real one.</summary>
internal static class SampleVocabulary
{
    public static Vocabulary Words { get; } = new()
    {
        Faults =
        [
            Service("stop-service", "Stops a service and keeps it stopped.", "starts it again"),
            Service("kill-service", "Kills the processes of a service.", "starts it when it is not running"),
            Service("start-service", "Starts a service.", null),
            Service("restart-service", "Stops a service and starts it again.", null),
            Service("pause-service", "Stops the processes of a service where they stand (SIGSTOP).", "lets them go on"),
            new("kill-process", "Sends a signal to processes by name.", NeedsTarget: true, NeedsService: false, null,
            [
                new("process", ParameterType.Text, "the kernel's name of the process", Required: true),
                new("signal", ParameterType.Integer, "its number; 9 unless told otherwise"),
            ])
            {
                Problems = p => p.GetValueOrDefault("signal") is { Text: "19" } ? [new("signal", "19 does not kill")]
                    : p["process"].Text == "init" ? [new("service", "init has to live")] : [],
            },
            Node("pull-node", "Cuts the power of a node.", "boots it"),
            Node("freeze-node", "Stops everything on a node.", "lets it go on"),
            new("reboot-node", "Cuts the power of a node and boots it.", true, false, null,
                [new("off", ParameterType.Duration, "how long it stays off; 1s unless told otherwise")]),
            new("isolate-node", "Cuts a node off the network.", true, false, "connects it again",
                [new("carrier", ParameterType.Boolean, "whether the node keeps its carrier; true unless told otherwise")]),
            Node("cut-link-down", "Takes the carrier of a node away.", "gives it back"),
            new("partition", "Cuts groups of nodes off each other.", false, false, "joins them again",
                [new("groups", ParameterType.Selectors, "the groups", Required: true)]),
            new("drop-traffic", "Drops traffic in one direction.", false, false, "lets it through",
            [
                new("from", ParameterType.Selector, "senders", Required: true),
                new("to", ParameterType.Selector, "receivers", Required: true),
                new("port", ParameterType.Integer, "destination port; all unless told otherwise"),
                new("percent", ParameterType.Percent, "how much of it; 100% unless told otherwise"),
            ]),
            new("lose-packets", "Loses packets of a node at random.", true, false, "loses none any more",
                [new("percent", ParameterType.Percent, "how many", Required: true)]),
            new("run-command", "Runs a command on a node.", true, false, "runs the undo command",
            [
                new("command", ParameterType.Command, "the program and its arguments", Required: true),
                new("undo", ParameterType.Command, "what takes it back"),
            ]),
        ],
        Watchers =
        [
            new("redis-role", "The role of every Redis.", Settings("port", "password", "timeout")),
            new("sentinel", "What sentinels announce and see.",
                Settings("master", "port", "password", "sentinels", "replicas", "timeout")),
            new("haproxy", "The state of HAProxy's servers.", Settings("socket", "backend", "config", "timeout")),
            new("http-ready", "Whether a web server is ready.", Settings("port", "path", "timeout")),
        ],
        Workloads = Settings("append", "documents", "register", "counter", "probe"),
        Models = new Dictionary<string, string>
        {
            ["append"] = "list", ["documents"] = "list", ["register"] = "register", ["counter"] = "counter",
        },
        Clients = Settings("http", "redis", "redis-sentinel"),
        DataReaders = ["redis"],
    };

    private static FaultKind Service(string name, string help, string? heals) => new(name, help, true, true, heals, []);

    private static FaultKind Node(string name, string help, string heals) => new(name, help, true, false, heals, []);

    private static Dictionary<string, string> Settings(params string[] names) => names.ToDictionary(n => n, n => $"{n}, for tests");
}
