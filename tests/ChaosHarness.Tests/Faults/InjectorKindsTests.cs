using System.Globalization;
using ChaosHarness.Faults;
using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Scenarios.Values;

namespace ChaosHarness.Tests.Faults;

public sealed class InjectorKindsTests
{
    private readonly StandingLab _lab = StandingLab.Redis();

    [Fact]
    public void The_names_that_scenarios_use_are_all_there() =>
        Assert.Equal(
            [
                "drop-traffic", "fill-volume", "freeze-node", "hang-volume", "isolate-node", "kill-process", "kill-service",
                "link-down", "lose-packets", "lose-volume", "partition", "patroni", "pause-service", "pull-node", "reboot-node",
                "restart-service", "run-command", "start-service", "step-clock", "stop-service",
            ],
            Injectors.All.Select(i => i.Kind.Name).Order());

    [Fact]
    public void Every_fault_and_every_parameter_is_explained_in_a_sentence() =>
        Assert.All(Injectors.All, injector =>
        {
            Assert.EndsWith(".", injector.Kind.Help, StringComparison.Ordinal);
            Assert.All(injector.Kind.Parameters, p => Assert.EndsWith(".", p.Help, StringComparison.Ordinal));
            Assert.All(injector.Kind.Parameters.Where(p => !p.Required && p.Name is not ("from" or "to")),
                p => Assert.Matches("Default:? |exits with 0", p.Help));
        });

    [Theory]
    [InlineData("kill-service", "signal=FOO", "signal: 'FOO' is none of HUP, INT, QUIT, ILL, ABRT, BUS, KILL, USR1, SEGV, USR2, TERM")]
    [InlineData("kill-service", "", null)]
    [InlineData("kill-process", "signal=stop", "signal: 'stop' is none of HUP, INT, QUIT, ILL, ABRT, BUS, KILL, USR1, SEGV, USR2, TERM")]
    [InlineData("fill-volume", "path=store", "path: 'store' is not an absolute path: begin it with '/'")]
    [InlineData("fill-volume", "path=/store", null)]
    [InlineData("drop-traffic", "", "from: drop-traffic needs 'from', 'to' or both")]
    [InlineData("drop-traffic", "from=db1 port=0", "port: '0' is no port: write 1 to 65535")]
    [InlineData("patroni", "do=promote",
        "do: 'promote' is none of switchover, failover, restart, reload, reinitialize, pause, edit-config")]
    [InlineData("patroni", "do=failover", "to: a failover needs 'to: MEMBER', the one that is to lead")]
    [InlineData("patroni", "do=edit-config config=[1]",
        "config: edit-config needs 'config', a JSON object such as '{\"ttl\": 40}'")]
    [InlineData("step-clock", "", "back: step-clock needs either 'ahead' or 'back', such as 'ahead: 60s'")]
    [InlineData("step-clock", "ahead=5s back=5s", "back: step-clock needs either 'ahead' or 'back', such as 'ahead: 60s'")]
    [InlineData("step-clock", "back=1500ms",
        "back: '1500ms' is not a whole number of seconds, one at least")]
    [InlineData("step-clock", "ahead=60s", null)]
    public void Parameters_that_cannot_be_used_are_told(string name, string given, string? expected)
    {
        FaultKind kind = Injectors.All.Single(i => i.Kind.Name == name).Kind;
        var parameters = given.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2))
            .ToDictionary(p => p[0], p => new ParameterValue(p[1], Read(p[1], kind.Parameters.Single(s => s.Name == p[0]).Type)));

        Assert.Equal(expected, kind.Problems(parameters).Select(p => $"{p.Parameter}: {p.Text}").SingleOrDefault());

        static object Read(string text, ParameterType type) => type switch
        {
            ParameterType.Duration => Durations.Parse(text)!.Value,
            ParameterType.Integer => long.Parse(text, CultureInfo.InvariantCulture),
            _ => text,
        };
    }

    [Fact]
    public void Groups_of_a_partition_are_cut_from_each_other_in_both_directions()
    {
        Plan("partition", [], ("groups.0", ["redis1"]), ("groups.1", ["redis2", "redis3"]));

        Assert.Equal(
            ["10.77.0.1 > 10.77.0.2+10.77.0.3", "10.77.0.2+10.77.0.3 > 10.77.0.1"], _lab.Described.Select(Show));
    }

    [Fact]
    public void Three_groups_are_cut_in_all_six_directions()
    {
        Plan("partition", [], ("groups.0", ["redis1"]), ("groups.1", ["redis2"]), ("groups.2", ["redis3"]));

        Assert.Equal(6, _lab.Described.Select(Show).Distinct().Count());
    }

    [Fact]
    public void A_node_cannot_be_on_both_sides_of_a_partition()
    {
        string? problem = Unavailable(
            "partition", [], ("groups.0", ["redis1", "redis2"]), ("groups.1", ["redis2", "redis3"]));

        Assert.Equal("redis2 is in two groups of the partition; it can be on one side only.", problem);
        Assert.NotNull(Unavailable("partition", [], ("groups.0", ["redis1"])));
    }

    [Fact]
    public void Lost_packets_between_two_targets_are_lost_once()
    {
        Plan("lose-packets", ["redis1", "redis2"], Parameter("percent", 30d));

        Assert.Equal(
            ["10.77.0.1+10.77.0.2 > any 30%", "10.77.0.3+10.77.0.4 > 10.77.0.1+10.77.0.2 30%"],
            _lab.Described.Select(Show));
    }

    [Theory]
    [InlineData("in", "any > 10.77.0.1 5%")]
    [InlineData("out", "10.77.0.1 > any 5%")]
    public void Packets_are_lost_in_one_direction_where_that_is_asked(string direction, string expected)
    {
        Plan("lose-packets", ["redis1"], Parameter("percent", 5d), Parameter("direction", direction));

        Assert.Equal([expected], _lab.Described.Select(Show));
    }

    [Fact]
    public void Dropped_traffic_goes_one_way_and_to_one_port()
    {
        Plan("drop-traffic", [], [Parameter("port", 6379L)], ("from", ["redis1"]), ("to", ["redis2"]));

        Assert.Equal(["10.77.0.1 > 10.77.0.2 :6379"], _lab.Described.Select(Show));
        Assert.Equal("Nobody is meant by 'from' and 'to'.", Unavailable("drop-traffic", []));
    }

    [Fact]
    public void A_fault_on_a_service_names_the_services_there_are()
    {
        IInjector pause = Injectors.All.Single(i => i.Kind.Name == "pause-service");
        FaultRequest request = Request("pause", ["proxy"], [], []) with { Service = "redis-server" };

        // The nodes here have no abilities at all: that is said first.
        Assert.Contains("no way to signal its processes", pause.Unavailable(_lab, request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KILL", "SIGKILL")]
    [InlineData("sigterm", "SIGTERM")]
    [InlineData("9", "SIGKILL")]
    [InlineData("STOP", null)]
    [InlineData("WINCH", null)]
    [InlineData("", null)]
    public void Only_signals_that_end_a_process_kill(string text, string? expected) =>
        Assert.Equal(expected, Signal.Read(text)?.Name);

    private void Plan(string name, string[] targets, params ParameterValueOf[] parameters) =>
        Plan(name, targets, parameters, []);

    private void Plan(string name, string[] targets, params (string Name, string[] Nodes)[] groups) =>
        Plan(name, targets, [], groups);

    private void Plan(
        string name, string[] targets, ParameterValueOf[] parameters, params (string Name, string[] Nodes)[] groups)
    {
        IReadOnlyList<PlannedCommand> plan =
            Injectors.All.Single(i => i.Kind.Name == name).Plan(_lab, Request(name, targets, parameters, groups));
        Assert.NotEmpty(plan);
        Assert.All(plan, p => Assert.NotNull(p.Undo));
    }

    private string? Unavailable(string name, string[] targets, params (string Name, string[] Nodes)[] groups) =>
        Injectors.All.Single(i => i.Kind.Name == name).Unavailable(_lab, Request(name, targets, [], groups));

    private FaultRequest Request(
        string name, string[] targets, ParameterValueOf[] parameters, (string Name, string[] Nodes)[] groups) => new(
        name,
        [.. targets.Select(t => _lab[t])],
        Service: null,
        parameters.ToDictionary(p => p.Name, p => p.Value),
        groups.ToDictionary(g => g.Name, g => (IReadOnlyList<INode>)[.. g.Nodes.Select(n => _lab[n])]),
        TimeProvider.System);

    private static ParameterValueOf Parameter(string name, object value) =>
        new(name, new ParameterValue($"{value}", value));

    private static string Show(DropRule rule) =>
        $"{Show(rule.From)} > {Show(rule.To)}"
        + (rule.Port is { } port ? $" :{port}" : "")
        + (rule.Percent < 100 ? $" {rule.Percent}%" : "");

    private static string Show(IReadOnlyList<System.Net.IPAddress> addresses) =>
        addresses.Count == 0 ? "any" : string.Join('+', addresses);

    private sealed record ParameterValueOf(string Name, ParameterValue Value);
}
