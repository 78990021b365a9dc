using ChaosHarness.Faults.Targets;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.Tests.Faults;

public sealed class TargetResolverTests
{
    private readonly StandingLab _lab = StandingLab.Redis();
    private readonly SeenRoles _roles = new();

    [Theory]
    [InlineData("redis2", "redis2")]
    [InlineData("redis", "redis1 redis2 redis3")]
    [InlineData("haproxy", "proxy")]
    [InlineData("primary", "redis1")]
    [InlineData("the primary", "redis1")]
    [InlineData("all replica", "redis2 redis3")]
    public async Task A_name_means_a_node_a_group_a_service_or_a_role(string text, string expected) =>
        Assert.Equal(expected, await ResolveAsync(text, new SelectorPart(Quantity.All, 0, text.Split(' ')[^1])));

    [Fact]
    public async Task Who_has_a_role_is_asked_each_time()
    {
        SelectorPart primary = new(Quantity.All, 0, "primary");
        Assert.Equal("redis1", await ResolveAsync("primary", primary));

        _roles.Values["redis1"] = "down";
        _roles.Values["redis3"] = "primary";

        Assert.Equal("redis3", await ResolveAsync("primary", primary));
    }

    [Fact]
    public async Task Says_what_was_seen_when_nobody_has_the_role()
    {
        _roles.Values["redis1"] = "silent";

        LabException nobody = await Assert.ThrowsAsync<LabException>(
            () => ResolveAsync("primary", new SelectorPart(Quantity.All, 0, "primary")));

        Assert.Equal(
            "No node is 'primary' now; roles sees redis1 silent, redis2 replica, redis3 replica.", nobody.Message);
    }

    [Fact]
    public async Task Two_primaries_are_both_hit_only_when_all_are_asked_for()
    {
        _roles.Values["redis3"] = "primary";
        SelectorPart part = new(Quantity.All, 0, "primary");

        LabException two = await Assert.ThrowsAsync<LabException>(() => ResolveAsync("primary", part));

        Assert.Contains("2 nodes are 'primary' at once (redis1, redis3)", two.Message, StringComparison.Ordinal);
        Assert.Contains("'all primary'", two.Message, StringComparison.Ordinal);
        Assert.Equal("redis1 redis3", await ResolveAsync("all primary", part));
        SelectorPart proxy = new(Quantity.All, 0, "proxy");
        Assert.Equal("redis1 redis3 proxy", await ResolveAsync("all primary, proxy", part, proxy));
    }

    [Theory]
    [InlineData(Quantity.One, 0, 1)]
    [InlineData(Quantity.Majority, 0, 2)]
    [InlineData(Quantity.Minority, 0, 1)]
    [InlineData(Quantity.Count, 2, 2)]
    [InlineData(Quantity.All, 0, 3)]
    public async Task Quantities_pick_so_many_and_the_same_ones_with_the_same_seed(
        Quantity quantity, int count, int expected)
    {
        SelectorPart part = new(quantity, count, "redis");
        string first = await ResolveAsync("some redis", part);

        Assert.Equal(expected, first.Split(' ').Length);
        Assert.Equal(first, await ResolveAsync("some redis", part));
    }

    [Fact]
    public async Task Different_seeds_pick_different_nodes()
    {
        HashSet<string> picked = [];
        for (int seed = 0; seed < 30; seed++)
            picked.Add(await ResolveAsync("a redis", seed, new SelectorPart(Quantity.One, 0, "redis")));

        Assert.Equal(["redis1", "redis2", "redis3"], picked.Order());
    }

    [Fact]
    public async Task Nodes_that_are_off_are_picked_last()
    {
        _lab["redis1"].State = NodeState.Down;
        _lab["redis2"].State = NodeState.Down;
        for (int seed = 0; seed < 20; seed++)
            Assert.Equal("redis3", await ResolveAsync("a redis", seed, new SelectorPart(Quantity.One, 0, "redis")));
    }

    [Fact]
    public async Task All_of_a_role_is_refused_while_a_node_that_is_up_is_silent()
    {
        _roles.Values["redis3"] = "silent";
        SelectorPart all = new(Quantity.All, 0, "replica");
        LabException error = await Assert.ThrowsAsync<LabException>(() => ResolveAsync("all replicas", all));
        Assert.Contains("redis3", error.Message, StringComparison.Ordinal);

        _lab["redis3"].State = NodeState.Down;
        Assert.Equal("redis2", await ResolveAsync("all replicas", all));
    }

    [Fact]
    public async Task More_than_there_are_is_an_error_with_numbers()
    {
        LabException few = await Assert.ThrowsAsync<LabException>(
            () => ResolveAsync("3 of replica", new SelectorPart(Quantity.Count, 3, "replica")));

        Assert.StartsWith(
            "'3 of replica' asks for 3 of 2 nodes (redis2, redis3)", few.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_name_is_an_error() =>
        await Assert.ThrowsAsync<LabException>(() => ResolveAsync("mars", new SelectorPart(Quantity.All, 0, "mars")));

    [Fact]
    public void A_plan_shows_every_node_that_a_role_could_mean()
    {
        Selector selector = new("primary", [new(Quantity.All, 0, "primary")]);

        Assert.Equal(
            ["redis1", "redis2", "redis3"], TargetResolver.Possible(selector, _lab.Stack, _lab).Select(n => n.Name));
    }

    private Task<string> ResolveAsync(string text, params SelectorPart[] parts) => ResolveAsync(text, seed: 42, parts);

    private async Task<string> ResolveAsync(string text, int seed, params SelectorPart[] parts)
    {
        TargetResolver resolver = new(
            _lab.Stack, _lab, new Dictionary<string, IWatcher> { ["roles"] = _roles }, new Random(seed));
        IReadOnlyList<INode> nodes = await resolver.ResolveAsync(
            new Selector(text, parts), TestContext.Current.CancellationToken);
        return string.Join(' ', nodes.Select(n => n.Name));
    }

    private sealed class SeenRoles : IWatcher
    {
        public SortedDictionary<string, string> Values { get; } =
            new() { ["redis1"] = "primary", ["redis2"] = "replica", ["redis3"] = "replica" };

        public Task RunAsync(Board board, IJournal journal, CancellationToken ct) => throw new NotSupportedException();

        public Task<IReadOnlyList<Observation>> LookAsync(CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<Observation>>(
            [.. Values.Select(v => new Observation("roles", v.Key, v.Key, v.Value, default, default))]);
    }
}
