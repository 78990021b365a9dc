using System.Net;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Reports.Sample;

/// <summary>The scenario of the sample run.</summary>
internal static class SampleScenario
{
    public static readonly Formula DownAfter = new("sentinel.down-after-milliseconds / 1000", new FormulaNode.Call(
        "/", [new FormulaNode.Variable("sentinel.down-after-milliseconds"), new FormulaNode.Number(1000)]));

    public static Scenario Create() => new()
    {
        Title = "Stop the Redis master",
        Path = "scenarios/redis-sentinel/stop-master.yaml",
        Files =
        [
            new("redis-sentinel/stop-master.yaml", "scenario: Stop the Redis master\nstack: redis-sentinel\n"),
            new("stacks/redis-sentinel/stack.yaml", "stack: redis-sentinel\n"),
            new("stacks/redis-sentinel/table.yaml", "rows: {}\n"),
        ],
        Stack = Stack(),
        Row = Row(),
        Loads =
        [
            Load("web", "http", 300, "documents", "client1"),
            Load("direct", "redis-sentinel", 100, "append", "client2"),
        ],
        Steps =
        [
            new FaultStep(7, TimeSpan.FromSeconds(10), "stop-service", "stop-service",
                new Selector("primary", [new(Quantity.All, 0, "primary")]),
                new Dictionary<string, ParameterValue> { ["service"] = new("redis", "redis") }, null),
            new WaitStep(10, TimeSpan.Zero, new("redis-role", "primary", 1, 1), TimeSpan.FromSeconds(30)),
            new RecoverStep(11, TimeSpan.FromSeconds(14), TimeSpan.FromSeconds(60)),
        ],
        Expect = new()
        {
            Outage = new Dictionary<string, Bound?> { ["web.write"] = Bound("<= down-after + 4s", 4), ["web.read"] = null },
            LostWrites = new(null),
            SplitBrain = new Dictionary<string, Expectation> { ["primary"] = new(null) },
            Failover = true,
        },
        Seed = 42,
        Margin = TimeSpan.FromSeconds(2),
    };

    public static Bound Bound(string text, double extra) => new(text, null, new Formula($"down-after + {extra}s",
        new FormulaNode.Call("+", [new FormulaNode.Variable("down-after"), new FormulaNode.Number(extra)])));

    private static Stack Stack() => new()
    {
        Name = "redis-sentinel",
        Title = "one master, two replicas, three sentinels, two web nodes behind HAProxy",
        Parameters = new Dictionary<string, string> { ["down-after"] = "5000", ["min-replicas-to-write"] = "0" },
        Nodes = [.. Enumerable.Range(1, 3).Select(i => Node($"redis{i}", i, "redis"))],
        Watches =
        [
            Watch("redis-role", "redis1", "redis2", "redis3"), Watch("haproxy", "lb1"), Watch("web-ready", "web1", "web2"),
        ],
        Roles = new Dictionary<string, RoleSpec> { ["primary"] = new("primary", "redis-role", "primary") },
        EntryPoints = new Dictionary<string, EntryPoint>(),
        Steady = [new("redis-role", "primary", 1, 1)],
        Table = new("stacks/redis-sentinel/table.yaml", new Dictionary<string, Formula> { ["down-after"] = DownAfter },
            new Dictionary<string, TableRow>()),
    };

    private static TableRow Row() => new()
    {
        Name = "master-process-dies",
        Fault = "The master process ends.",
        Recovery = "The sentinels agree that it is down, elect a leader and promote a replica; clients follow.",
        Source = "seed 002, Redis Sentinel configuration",
        Actions =
        [
            Action("detected", "a sentinel sees the master as down", "+sdown", 1),
            Action("promoted", "a replica has become master", "+promoted-slave", 4),
        ],
        MustNot = [],
        Outage = new Dictionary<string, Bound> { ["*"] = Bound("<= down-after + 4s", 4) },
    };

    private static RecoveryAction Action(string name, string text, string value, double extra) =>
        new(name, text, new() { Kind = "announced", Value = value }, Bound($"<= down-after + {extra}s", extra));

    private static LoadSpec Load(string name, string kind, double rate, string workload, string from) => new()
    {
        Name = name,
        Through = new(name, kind, ["lb1:80"], new Dictionary<string, string>()),
        Workload = workload,
        Rate = rate,
        From = from,
        Reads = name == "web" ? 0.5 : 0,
    };

    private static NodeSpec Node(string name, int number, string group) =>
        new() { Name = name, Address = IPAddress.Parse($"10.77.0.{number}"), Groups = [group], Services = [] };

    private static WatchSpec Watch(string name, params string[] nodes) =>
        new(name, name, nodes, TimeSpan.FromMilliseconds(50), new Dictionary<string, string>());
}
