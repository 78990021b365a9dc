using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.LabTests.Kit;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers;
using ChaosHarness.Watching;

namespace ChaosHarness.LabTests.Watchers;

public sealed class ReadersTests : RedisLabTests
{
    private readonly TestJournal _journal = new();

    [Fact]
    public async Task Reads_the_live_configuration_of_servers_sentinels_and_HAProxy()
    {
        await using (Watched settled = Watched.Begin(RedisStack.HAProxy, Lab))
            await settled.SeesAsync("proxy", "answering");

        await ReadConfigurationAsync();

        Assert.Equal("1000", Value("redis2", "sentinel.down-after-milliseconds"));
        Assert.Equal("10000", Value("redis2", "sentinel.failover-timeout"));
        Assert.Equal("2", Value("redis2", "sentinel.quorum"));
        Assert.Equal("1000", Value("redis2", "sentinel.ask-period"));
        Assert.Equal("0", Value("redis3", "redis.min-replicas-to-write"));
        Assert.Equal("10", Value("redis3", "redis.min-replicas-max-lag"));
        Assert.Equal("300", Value("proxy", "proxy.inter"));
        Assert.Equal("2", Value("proxy", "proxy.fall"));
        Assert.Equal("500", Value("proxy", "proxy.timeout-connect"));
        Assert.Matches(@"^7\.", Version("redis1", "redis"));
        Assert.Matches(@"^7\.", Version("redis1", "redis-sentinel"));
        Assert.Matches(@"^2\.", Version("proxy", "haproxy"));
        Assert.DoesNotContain(_journal.Events, e => e.Kind == EventKinds.Trouble);
    }

    [Fact]
    public async Task Says_whose_configuration_is_missing()
    {
        Lab.Node("redis2").Kill("redis");

        await ReadConfigurationAsync();

        JournalEvent trouble = Assert.Single(
            _journal.Events, e => e.Kind == EventKinds.Trouble && e.Subject == "redis");
        Assert.Equal("redis2", trouble.Node);
    }

    [Fact]
    public async Task Reads_every_list_register_and_counter_from_every_node_and_trusts_the_one_primary()
    {
        await FillAsync();

        IReadOnlyList<FinalRead> reads = await ReadAsync();

        Assert.Empty(_journal.Events.Where(e => e.Kind == EventKinds.Trouble).Select(e => e.Value));
        foreach (string node in new[] { "redis1", "redis2", "redis3" })
        {
            FinalRead[] mine = [.. reads.Where(r => r.Node == node && r.Key != FinalRead.Rest)];
            Assert.Equal(["doc", "reg", "ctr"], reads.Where(r => r.Node == node && r.Key == FinalRead.Rest).Select(r => r.Set));
            IEnumerable<string> keys = mine.Select(r => $"{r.Set}:{r.Key}").Order(StringComparer.Ordinal);
            Assert.Equal(["ctr:3", "doc:-1", "doc:7", "reg:12"], keys);
            Assert.Equal(Enumerable.Range(1, 2500).Select(i => (long)i), mine.Single(r => r.Key == 7).Values);
            Assert.Equal([9_000_000_000], mine.Single(r => r.Set == "reg").Values);
            Assert.Equal([5], mine.Single(r => r.Set == "ctr").Values);
            string role = node == "redis1" ? "primary" : "replica";
            Assert.All(mine, r => Assert.Equal((node == "redis1", role), (r.Authoritative, r.Role)));
        }
    }

    [Fact]
    public async Task Trusts_nobody_while_two_are_primary_and_says_who_could_not_be_read()
    {
        await FillAsync();
        await Lab.Node("redis2").RedisAsync("replicaof", "no", "one");
        Lab.Node("redis3").Kill("redis");

        IReadOnlyList<FinalRead> reads = await ReadAsync();

        Assert.Equal(["redis1", "redis2"], reads.Select(r => r.Node).Distinct().Order());
        Assert.All(reads, r => Assert.Equal(("primary", false), (r.Role, r.Authoritative)));
        JournalEvent trouble = Assert.Single(_journal.Events, e => e.Kind == EventKinds.Trouble);
        Assert.Equal("redis3", trouble.Node);
    }

    private static Stack Stack => RedisStack.Build();

    private async Task FillAsync()
    {
        await Lab.Node("redis1").RedisAsync("rpush", "doc:-1", "1");
        foreach (IEnumerable<int> page in Enumerable.Range(1, 2500).Chunk(500))
            await Lab.Node("redis1").RedisAsync(["rpush", "doc:7", .. page.Select(i => $"{i}")]);
        await Lab.Node("redis1").RedisAsync("set", "reg:12", "9000000000");
        await Lab.Node("redis1").RedisAsync("incrby", "ctr:3", "5");
        await Lab.Node("redis1").RedisAsync("set", "docs:session", "not of a workload");
        await Lab.Node("redis1").RedisAsync("set", "reg:alice", "not of a workload");
        await ReplicasCatchUpAsync();
    }

    private async Task ReplicasCatchUpAsync()
    {
        IWatcher roles = Watched.Create(RedisStack.Roles, Lab);
        IReadOnlyList<Observation> seen;
        do
            seen = await roles.LookAsync(Ct);
        while (seen.Select(o => o.Data["offset"]).Distinct().Count() > 1
            || seen.Count(o => o.Value == "replica" && o.Data["link"] == "up") < 2);
    }

    private Task ReadConfigurationAsync() => WatcherFactories.ConfigurationReaders.Single(r => r.Kind == "redis")
        .ReadAsync(Stack, Lab, _journal, TimeProvider.System, Ct);

    private Task<IReadOnlyList<FinalRead>> ReadAsync() => WatcherFactories.DataReaders.Single(r => r.Kind == "redis")
        .ReadAsync(Stack, Lab, new Board(_journal), _journal, TimeProvider.System, Ct);

    private string? Value(string node, string name) => _journal.Events
        .Single(e => e.Kind == EventKinds.Configuration && e.Node == node && e.Subject == name).Value;

    private string? Version(string node, string part) => _journal.Events
        .Single(e => e.Kind == EventKinds.Version && e.Node == node && e.Subject == part).Value;
}
