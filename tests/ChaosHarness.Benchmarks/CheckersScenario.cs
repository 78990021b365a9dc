using System.Net;
using ChaosHarness.Journals;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Benchmarks;

/// <summary>The scenario of the generated run and its journal: two faults, a failover, a second primary.</summary>
internal static class CheckersScenario
{
    /// <summary>When things happen, in milliseconds of the run.</summary>
    public const double LoadFrom = 1_000, LoadTo = 101_000, First = 20_000, Second = 50_000, After = 80_000;

    /// <summary>The two outages as they truly are.</summary>
    public static readonly (double From, double To)[] Outages = [(20_050, 25_000), (50_050, 58_000)];

    /// <summary>When the old primary acknowledges a share of the writes beside the new one.</summary>
    public static readonly (double From, double To) TwoPrimaries = (30_000, 30_300);

    /// <summary>The loads with their shares of all operations.</summary>
    public static readonly (string Name, double Share)[] Loads = [("web", 0.6), ("direct", 0.25), ("tally", 0.15)];

    private static readonly IReadOnlyDictionary<string, string> _nothing = new Dictionary<string, string>();

    public static Instant At(double ms) => new(1_000_000_000_000 + (long)(ms * 1e6));

    /// <summary>The scenario for so many operations.</summary>
    public static Scenario Of(int count) => new()
    {
        Title = "a generated run",
        Path = "generated.yaml",
        Files = [],
        Stack = Stack(),
        Row = Row(),
        Loads = [.. Loads.Select(l => new LoadSpec
        {
            Name = l.Name, Through = new("redis", "redis", [], _nothing), Workload = "append", From = "client1",
            Rate = count * l.Share / ((LoadTo - LoadFrom) / 1000),
        })],
        Steps = [],
        Expect = new(),
        Seed = 1,
    };

    /// <summary>What was journalled.</summary>
    public static IEnumerable<JournalEvent> Journal()
    {
        JournalEvent[] all =
        [
            Phase(Running.Phase.Settling, 0), Event(500, EventKinds.SteadyState, "steady"), Phase(Running.Phase.Before, LoadFrom),
            Phase(Running.Phase.Faults, First - 1),
            Role("redis1", "primary", 600), Role("redis2", "replica", 600),
            .. Fault(First, 26_000, 0), Role("redis1", "DOWN", 20_100), Role("redis2", "primary", 24_900),
            .. Fault(Second, 59_000, 1),
            Phase(Running.Phase.Recovering, 60_000), Event(61_000, EventKinds.SteadyState, "steady"),
            Phase(Running.Phase.After, After), Phase(Running.Phase.FinalReads, LoadTo + 100),
            Role("redis1", "DOWN", LoadTo, EventKinds.Confirmed), Role("redis2", "primary", LoadTo, EventKinds.Confirmed),
            Phase(Running.Phase.Closing, LoadTo + 5_000),
        ];
        return all.OrderBy(e => e.At);
    }

    private static IEnumerable<JournalEvent> Fault(double at, double healed, int step) =>
    [
        Event(at, EventKinds.Injecting, subject: "stop", step: step) with { Data = Data("targets", "redis1") },
        Event(at, EventKinds.Injected, subject: "stop", step: step),
        Event(at + 50, EventKinds.Effective, subject: "stop", step: step),
        Event(healed, EventKinds.Healing, subject: "stop", step: step),
        Event(healed, EventKinds.Healed, subject: "stop", step: step),
    ];

    private static JournalEvent Phase(Phase phase, double at) => Event(at, EventKinds.Phase, phase.ToString());

    private static JournalEvent Role(string node, string value, double at, string kind = EventKinds.Observed) =>
        Event(at, kind, value) with { Node = node, Subject = node, NotBefore = At(at - 10), Data = Data("watch", "role") };

    private static JournalEvent Event(double at, string kind, string? value = null, string? subject = null, int? step = null) =>
        new() { At = At(at), Kind = kind, Value = value, Subject = subject, Step = step };

    private static Dictionary<string, string> Data(string key, string value) => new() { [key] = value };

    private static TableRow Row() => new()
    {
        Name = "primary-dies", Fault = "the primary dies", Recovery = "a replica takes over", Source = "generated",
        Actions =
        [
            new("promoted", "the other server is primary",
                new() { Kind = EventKinds.Observed, Watch = "role", Value = "primary" }, AtMost(10), Optional: true),
            new("served", "writes are served", new() { Operation = "web.write" }, AtMost(10)) { AnyOrder = true },
        ],
        MustNot = [],
        Outage = new Dictionary<string, Bound> { ["*"] = AtMost(10) },
    };

    private static Bound AtMost(double value) => new($"<= {value}", null, new($"{value}s", new FormulaNode.Number(value)));

    private static Stack Stack() => new()
    {
        Name = "redis", Title = "three servers", Parameters = _nothing,
        Nodes = [.. Enumerable.Range(1, 3).Select(i => Node($"redis{i}", i)), Node("client1", 9)],
        Watches = [new("role", "redis-role", ["redis1", "redis2"], TimeSpan.FromMilliseconds(50), _nothing)],
        Roles = new Dictionary<string, RoleSpec> { ["primary"] = new("primary", "role", "primary") },
        EntryPoints = new Dictionary<string, EntryPoint>(),
        Steady = [],
        Data = new("redis", ["redis1", "redis2", "redis3"], "primary", _nothing),
        Table = new("table.yaml", new Dictionary<string, Formula>(), new Dictionary<string, TableRow>()),
    };

    private static NodeSpec Node(string name, int number) =>
        new() { Name = name, Address = IPAddress.Parse($"10.0.0.{number}"), Groups = [], Services = [] };
}
