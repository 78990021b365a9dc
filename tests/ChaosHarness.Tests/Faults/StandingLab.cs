using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Tests.Watchers;

namespace ChaosHarness.Tests.Faults;

/// <summary>
/// A lab whose nodes stand there with their names and states; its switch describes rules and does nothing.
/// </summary>
internal sealed class StandingLab(Stack stack) : ILab, INetwork
{
    private readonly List<StandingNode> _nodes = [.. stack.Nodes.Select(n => new StandingNode(n))];

    public Stack Stack => stack;

    public string Id => "standing";

    public IReadOnlyList<INode> Nodes => _nodes;

    public INetwork Network => this;

    /// <summary>What was described last.</summary>
    public IReadOnlyList<DropRule> Described { get; private set; } = [];

    public StandingNode this[string name] => _nodes.Single(n => n.Spec.Name == name);

    /// <summary>Three Redis nodes and a proxy; the watch <c>roles</c> tells who is primary and replica.</summary>
    public static StandingLab Redis() => new(new Stack
    {
        Name = "redis",
        Title = "",
        Parameters = new Dictionary<string, string>(),
        Nodes =
        [
            Node("redis1", 1, "redis", "redis-server"), Node("redis2", 2, "redis", "redis-server"),
            Node("redis3", 3, "redis", "redis-server"), Node("proxy", 4, "edge", "haproxy"),
        ],
        Watches =
        [
            new("roles", "redis-role", ["redis1", "redis2", "redis3"], TimeSpan.FromMilliseconds(50),
                new Dictionary<string, string>()),
        ],
        Roles = new Dictionary<string, RoleSpec>
        {
            ["primary"] = new("primary", "roles", "primary"), ["replica"] = new("replica", "roles", "replica"),
        },
        EntryPoints = new Dictionary<string, EntryPoint>(),
        Steady = [],
        Table = new Table("table.yaml", new Dictionary<string, Formula>(), new Dictionary<string, TableRow>()),
    });

    public IReadOnlyList<PlannedCommand> Describe(IReadOnlyList<DropRule> rules)
    {
        Described = rules;
        return [.. rules.Select(r => new PlannedCommand("switch", $"{r}", "remove"))];
    }

    public PlannedCommand Describe(string node, PortState state) => new(node, $"port {state}", "port Connected");

    public Task SetPortAsync(INode node, PortState state, CancellationToken ct) => throw new NotSupportedException();

    public Task<PortState> PortAsync(INode node, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> AddAsync(IReadOnlyList<DropRule> rules, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task RemoveAsync(IReadOnlyList<string> ids, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<InstalledRule>> RulesAsync(CancellationToken ct) => throw new NotSupportedException();

    public Task CollectLogsAsync(string folder, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static NodeSpec Node(string name, byte number, string group, string service) => new()
    {
        Name = name,
        Address = new([10, 77, 0, number]),
        Groups = [group],
        Services = [new ServiceSpec { Name = service, Command = [service] }],
    };
}
