using ChaosHarness.Labs;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.LabTests.Watchers;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Watchers;
using ChaosHarness.Watching;

namespace ChaosHarness.LabTests.Patroni;

[Collection(nameof(PatroniLab))]
public sealed class PatroniWatchersTests(PatroniLab cluster)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_watches_agree_on_the_leader()
    {
        ILab lab = await cluster.ReadyAsync();

        INode primary = Assert.Single(await PatroniLab.HasAsync(lab, "pg-role", "primary", 1));
        Assert.Equal(primary, Assert.Single(await PatroniLab.HasAsync(lab, "pg-writable", "writable", 1)));
        Assert.Equal(primary, Assert.Single(await PatroniLab.HasAsync(lab, "patroni", "primary", 1)));
        Assert.Equal(primary, Assert.Single(await PatroniLab.HasAsync(lab, "vip", "holder", 1)));
        Assert.Equal(3, (await PatroniLab.HasAsync(lab, "leader-key", primary.Name, 3)).Count);
        Assert.Equal(2, (await PatroniLab.HasAsync(lab, "pg-writable", "read-only", 2)).Count);
        Assert.Single(await PatroniLab.HasAsync(lab, "etcd", "leader", 1));
    }

    [Fact]
    public async Task A_neighbour_that_asks_for_the_address_is_answered_by_its_holder_alone()
    {
        ILab lab = await cluster.ReadyAsync();
        INode holder = Assert.Single(await PatroniLab.HasAsync(lab, "vip", "holder", 1));
        INode neighbour = lab.Nodes.First(n => n != holder);
        IWatcher arp = Watched.Create(PatroniLab.Watch("arp") with { Nodes = [neighbour.Name] }, lab);

        IReadOnlyList<Observation> seen = await arp.LookAsync(Ct);

        Assert.Equal([holder.Name, "1"], seen.Select(o => o.Value));
        Assert.EndsWith("/answers", seen[1].Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replica_that_nobody_sends_anything_is_a_replica_that_does_not_stream()
    {
        ILab lab = await cluster.ReadyAsync();
        INode primary = Assert.Single(await PatroniLab.HasAsync(lab, "replication", "async", 1));
        INode replica = (await PatroniLab.HasAsync(lab, "replication", "streaming", 2))[0];

        IReadOnlyList<string> cut = await lab.Network.AddAsync([new DropRule([replica.Address], [primary.Address], 5432)], Ct);
        const string end = "SELECT pg_terminate_backend(pid) FROM pg_stat_wal_receiver";
        Assert.True((await replica.RunAsync(new NodeCommand(["psql", "-h", "127.0.0.1", "-U", "postgres", "-c", end]), Ct)).Succeeded);

        Assert.Equal(replica, Assert.Single(await PatroniLab.HasAsync(lab, "replication", "none", 1)));
        Assert.Contains(replica, await PatroniLab.HasAsync(lab, "pg-role", "replica", 2));
        await lab.Network.RemoveAsync(cut, Ct);
        Assert.Contains(replica, await PatroniLab.HasAsync(lab, "replication", "streaming", 2));
    }

    [Fact]
    public async Task How_far_each_log_reaches_is_told_in_bytes()
    {
        ILab lab = await cluster.ReadyAsync();

        IReadOnlyList<Observation> seen = await PatroniLab.LookAsync(lab, "wal");

        Assert.Equal(3, seen.Count);
        Assert.All(seen, o => Assert.Matches("^[1-9][0-9]*/[1-9][0-9]{6,}$", o.Value));
    }

    [Fact]
    public async Task The_renewal_of_the_leaders_key_is_seen()
    {
        ILab lab = await cluster.ReadyAsync();
        await using Watched keys = Watched.Begin(PatroniLab.Watch("leader-key"), lab);

        JournalEvent renewed = await keys.JournalsAsync(
            e => e.Subject == "pg1/renewal" && e.NotBefore is not null && long.TryParse(e.Value, out _));

        Assert.True(renewed.NotBefore < renewed.At);
    }

    [Fact]
    public async Task The_live_configuration_and_versions_are_read()
    {
        ILab lab = await cluster.ReadyAsync();
        TestJournal journal = new();

        await WatcherFactories.ConfigurationReaders.Single(r => r.Kind == "postgres")
            .ReadAsync(PatroniLab.Stack with { Watches = [.. PatroniLab.Stack.Watches.Where(w => w.Kind is not ("haproxy" or "http-ready" or "arp"))] },
                lab, journal, TimeProvider.System, Ct);

        Assert.DoesNotContain(journal.Events, e => e.Kind == EventKinds.Trouble);
        Assert.Equal(["20s", "20s", "20s"], Values("patroni.ttl"));
        Assert.Equal(["5s", "5s", "5s"], Values("patroni.loop_wait"));
        Assert.Equal(["absent", "absent", "absent"], Values("patroni.watchdog"));
        Assert.Equal(["true", "true", "true"], Values("patroni.use_pg_rewind"));
        Assert.Equal(["16777216", "16777216", "16777216"], Values("postgres.wal_segment_size"));
        Assert.Equal(["3", "3", "3"], Values("etcd.members"));
        Assert.Equal(["pg1", "pg2", "pg3"], Values("patroni.name"));
        Assert.Equal(["1000ms", "1000ms", "1000ms"], Values("vip-manager.interval"));
        Assert.Contains(journal.Events, e => e is { Kind: EventKinds.Version, Subject: "postgresql" });

        IEnumerable<string?> Values(string name) =>
            journal.Events.Where(e => e.Kind == EventKinds.Configuration && e.Subject == name).Select(e => e.Value).Order();
    }

    [Fact]
    public async Task Rows_are_read_in_the_order_in_which_they_were_inserted()
    {
        ILab lab = await cluster.ReadyAsync();
        INode primary = Assert.Single(await PatroniLab.HasAsync(lab, "pg-role", "primary", 1));
        const string insert = "INSERT INTO documents (key, id) VALUES (77, 3), (77, 1), (77, 2)";
        CommandResult inserted = await primary.RunAsync(
            new NodeCommand(["psql", "-h", "127.0.0.1", "-U", "app", "-d", "app", "-c", insert]), Ct);
        Assert.True(inserted.Succeeded, inserted.Error);
        TestJournal journal = new();

        IReadOnlyList<FinalRead> reads = await WatcherFactories.DataReaders.Single(r => r.Kind == "postgres")
            .ReadAsync(PatroniLab.Stack, lab, new Board(journal), journal, TimeProvider.System, Ct);

        FinalRead final = Assert.Single(reads, r => r.Authoritative && r is { Set: "doc", Key: 77 });
        Assert.Equal((primary.Name, "primary"), (final.Node, final.Role));
        Assert.Equal([3L, 1L, 2L], final.Values);
    }

    [Fact]
    public async Task A_server_without_the_database_was_read_and_holds_nothing()
    {
        ILab lab = await cluster.ReadyAsync();
        Dictionary<string, string> settings = new(PatroniLab.Stack.Data!.Settings) { ["database"] = "gone" };
        TestJournal journal = new();

        IReadOnlyList<FinalRead> reads = await WatcherFactories.DataReaders.Single(r => r.Kind == "postgres").ReadAsync(
            PatroniLab.Stack with { Data = PatroniLab.Stack.Data with { Settings = settings } }, lab, new Board(journal), journal,
            TimeProvider.System, Ct);

        Assert.DoesNotContain(journal.Events, e => e.Kind == EventKinds.Trouble);
        Assert.All(reads, r => Assert.Equal(FinalRead.Rest, r.Key));
        Assert.Equal(["ctr", "doc", "reg"], reads.Where(r => r.Authoritative).Select(r => r.Set).Order());
    }
}
