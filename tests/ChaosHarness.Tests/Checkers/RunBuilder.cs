using System.Net;
using ChaosHarness.Checking;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Running;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Checkers;

/// <summary>Writes the evidence of a run by hand. Times are milliseconds.</summary>
internal sealed class RunBuilder
{
    private readonly List<Operation> _operations = [];
    private readonly List<string> _names = [""];
    private int _process;

    /// <summary>The journal so far.</summary>
    public List<JournalEvent> Journal { get; } = [];

    /// <summary>The final reads so far.</summary>
    public List<FinalRead> Reads { get; } = [];

    /// <summary>The scenario.</summary>
    public Scenario Scenario { get; set; } = Scenarios.Plain();

    public static Instant At(double ms) => new((long)(ms * 1e6));

    /// <summary>One operation of a process of its own, unless one is named.</summary>
    public RunBuilder Op(
        string operationClass, double start, double end, Outcome outcome = Outcome.Ok, OperationKind kind = OperationKind.Probe,
        int key = 0, long value = 0, long result = Operation.Nothing, string server = "", string error = "",
        int? process = null, double? intended = null)
    {
        _operations.Add(new()
        {
            Kind = kind,
            Outcome = outcome,
            Class = Name(operationClass),
            Error = Name(error),
            Server = Name(server),
            Process = process ?? ++_process,
            Key = key,
            Value = value,
            Result = result,
            Intended = At(intended ?? start),
            Start = At(start),
            End = outcome == Outcome.Open ? Instant.Never : At(end),
        });
        return this;
    }

    /// <summary>Operations that end Ok, one every so often.</summary>
    public RunBuilder Steady(string operationClass, double from, double to, double every = 10, double latency = 1)
    {
        for (double at = from; at < to; at += every)
            Op(operationClass, at, at + latency);
        return this;
    }

    public RunBuilder Event(
        double at, string kind, string? value = null, string? node = null, string? subject = null,
        double? notBefore = null, int? step = null, string? watch = null, params (string Key, string Value)[] data)
    {
        Dictionary<string, string> all = data.ToDictionary(d => d.Key, d => d.Value);
        if (watch is not null)
            all["watch"] = watch;
        Journal.Add(new()
        {
            At = At(at),
            Kind = kind,
            Node = node,
            Subject = subject,
            Value = value,
            NotBefore = notBefore is { } early ? At(early) : null,
            Step = step,
            Data = all,
        });
        return this;
    }

    public RunBuilder Phase(Phase phase, double at) => Event(at, EventKinds.Phase, phase.ToString());

    /// <summary>A fault that took effect at once; null for what never came.</summary>
    public RunBuilder Fault(
        double at, double? healed, string name = "stop", int step = 0, double? effective = double.NaN, string targets = "redis1")
    {
        Event(at, EventKinds.Injecting, subject: name, step: step, data: ("targets", targets));
        Event(at, EventKinds.Injected, subject: name, step: step);
        if (effective is { } proven)
            Event(double.IsNaN(proven) ? at : proven, EventKinds.Effective, subject: name, step: step);
        if (healed is { } gone)
        {
            Event(gone, EventKinds.Healing, subject: name, step: step);
            Event(gone, EventKinds.Healed, subject: name, step: step);
        }

        return this;
    }

    public RunBuilder Read(string node, string set, int key, bool authoritative, double at, params long[] values)
    {
        Reads.Add(new(At(at), node, authoritative ? "primary" : "replica", authoritative, set, key, values));
        return this;
    }

    public History History() => new([.. _operations], _names);

    public RunEvidence Build() => new(
        Scenario, [.. Journal.OrderBy(e => e.At)], History(), Reads);

    private ushort Name(string name)
    {
        int at = _names.IndexOf(name);
        if (at < 0)
        {
            at = _names.Count;
            _names.Add(name);
        }

        return (ushort)at;
    }

    /// <summary>Scenarios as the reader would make them.</summary>
    internal static class Scenarios
    {
        public static Formula Seconds(double seconds) =>
            new($"{seconds}s", new FormulaNode.Number(seconds));

        public static Formula Variable(string name) => new(name, new FormulaNode.Variable(name));

        public static Bound AtMost(double value) => new($"<= {value}", null, Seconds(value));

        public static Bound AtLeast(double value) => new($">= {value}", Seconds(value), null);

        public static TableRow Row() => new()
        {
            Name = "primary-dies",
            Fault = "the primary dies",
            Recovery = "a replica takes over",
            Source = "here",
            Actions = [],
            MustNot = [],
            Outage = new Dictionary<string, Bound>(),
        };

        public static Scenario Plain(params string[] loads) => new()
        {
            Title = "a test",
            Path = "test.yaml",
            Files = [],
            Stack = Stack(),
            Loads = [.. loads.Select(Load)],
            Steps = [],
            Expect = new(),
            Seed = 1,
        };

        public static LoadSpec Load(string name) => new()
        {
            Name = name,
            Through = new("redis", "redis", [], new Dictionary<string, string>()),
            Workload = "append",
            Rate = 100,
            From = "client1",
        };

        public static Stack Stack() => new()
        {
            Name = "redis",
            Title = "three servers",
            Parameters = new Dictionary<string, string>(),
            Nodes = [.. Enumerable.Range(1, 3).Select(i => Node($"redis{i}", i)), Node("client1", 9) with { Groups = ["client"] }],
            Watches = [new("role", "redis-role", ["redis1", "redis2", "redis3"], TimeSpan.FromMilliseconds(50), new Dictionary<string, string>())],
            Roles = new Dictionary<string, RoleSpec> { ["primary"] = new("primary", "role", "primary") },
            EntryPoints = new Dictionary<string, EntryPoint>(),
            Steady = [],
            Data = new("redis", ["redis1", "redis2", "redis3"], "primary", new Dictionary<string, string>()),
            Table = new("table.yaml", new Dictionary<string, Formula>(), new Dictionary<string, TableRow>()),
        };

        private static NodeSpec Node(string name, int number) => new()
        {
            Name = name,
            Address = IPAddress.Parse($"10.0.0.{number}"),
            Groups = ["redis"],
            Services = [],
        };
    }
}
