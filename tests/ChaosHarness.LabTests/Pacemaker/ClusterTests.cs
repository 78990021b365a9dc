using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.LabTests.Watchers;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers;
using ChaosHarness.Watching;

namespace ChaosHarness.LabTests.Pacemaker;

public sealed class ClusterTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_watches_agree_on_the_owner_and_the_configuration_is_read()
    {
        Stack stack = ClusterLab.Read("starcounter-basic");
        await using ILab lab = await ClusterLab.StartAsync(stack, new TestJournal());

        INode owner = Assert.Single(await ClusterLab.HasAsync(stack, lab, "scdata", "active", 1));
        Assert.Equal(owner, Assert.Single(await ClusterLab.HasAsync(stack, lab, "lock", "holder", 1)));
        Assert.Equal(owner, Assert.Single(await ClusterLab.HasAsync(stack, lab, "address", "holder", 1)));
        Assert.NotEmpty(owner.Processes("webapp"));

        TestJournal read = new();
        await WatcherFactories.ConfigurationReaders.Single(r => r.Kind == "scdata").ReadAsync(stack, lab, read, TimeProvider.System, Ct);
        Assert.DoesNotContain(read.Events, e => e.Kind == EventKinds.Trouble);
        Assert.Equal(["1650", "1650", "1650"], Values(read, "corosync.token"));
        Assert.Equal(["true", "true", "true"], Values(read, "pacemaker.stonith-enabled"));
        Assert.Equal(["2000ms", "2000ms", "2000ms"], Values(read, "webapp.monitor.interval"));
        Assert.Contains(read.Events, e => e is { Kind: EventKinds.Version, Subject: "pacemaker", Value: "2.1.5" });
    }

    [Fact]
    public async Task A_dead_program_is_announced_and_started_again_and_a_lost_node_is_powered_off_before_others_start()
    {
        Stack stack = ClusterLab.Read("starcounter-basic");
        TestJournal journal = new();
        await using ILab lab = await ClusterLab.StartAsync(stack, journal);
        await using Watched cluster = Watched.Begin(stack.Watches.Single(w => w.Name == "cluster"), lab);
        await using Watched scdata = Watched.Begin(stack.Watches.Single(w => w.Name == "scdata"), lab);
        INode owner = Assert.Single(await ClusterLab.HasAsync(stack, lab, "scdata", "active", 1));
        await cluster.SeesAsync(owner.Name, "ok");

        int webapp = owner.Processes("webapp")[0].Pid;
        owner.Ability<ISignals>()!.Send([webapp], 9);
        await cluster.JournalsAsync(e => e is { Subject: "webapp", Value: "monitor error" } && e.Node == owner.Name);
        await cluster.JournalsAsync(e => e is { Subject: "webapp", Value: "start ok" } && e.Node == owner.Name);
        Assert.NotEqual(webapp, Assert.Single(owner.Processes("webapp").Take(1)).Pid);

        await owner.Ability<IPower>()!.OffAsync(Ct);
        await cluster.JournalsAsync(e => e.Value == "lost" && e.Node == owner.Name);
        JournalEvent off = await journal.WaitAsync(e => e is { Kind: EventKinds.Power, Value: "off" } && e.Node == owner.Name, Ct);
        JournalEvent start = await journal.WaitAsync(
            e => e is { Kind: EventKinds.ProcessStarted, Subject: "scdata" } && e.Node != owner.Name, Ct);
        await scdata.JournalsAsync(e => e.Value == "active" && e.Node == start.Node);
        Assert.True(off.At < start.At);
    }

    [Fact]
    public async Task Go_offline_leaves_a_standby_behind_and_the_log_is_read_from_the_owner()
    {
        Stack stack = ClusterLab.Read("starcounter-standby");
        await using ILab lab = await ClusterLab.StartAsync(stack, new TestJournal());
        INode owner = Assert.Single(await ClusterLab.HasAsync(stack, lab, "scdata", "active", 1));
        await ClusterLab.HasAsync(stack, lab, "scdata", "standby", 2);
        await AppendAsync(owner, "/documents/7/11");

        await owner.RunAsync(new NodeCommand(["crm_resource", "--ban", "-r", "database", "-N", owner.Name]), Ct);
        while (Assert.Single(await ClusterLab.HasAsync(stack, lab, "scdata", "active", 1)) == owner)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
        Assert.Contains(owner, await ClusterLab.HasAsync(stack, lab, "scdata", "standby", 2));

        INode next = Assert.Single(await ClusterLab.HasAsync(stack, lab, "scdata", "active", 1));
        await AppendAsync(next, "/documents/7/12");
        TestJournal journal = new();
        IReadOnlyList<FinalRead> reads = await WatcherFactories.DataReaders.Single(r => r.Kind == "scdata")
            .ReadAsync(stack, lab, new Board(journal), journal, TimeProvider.System, Ct);
        FinalRead read = Assert.Single(reads, r => r.Key != FinalRead.Rest);
        Assert.Equal((next.Name, "active", true, "doc", 7), (read.Node, read.Role, read.Authoritative, read.Set, read.Key));
        Assert.Equal([11L, 12L], read.Values);
    }

    [Fact]
    public async Task A_probe_that_comes_before_scdata_listens_finds_no_active_database()
    {
        const int notRunning = 7;
        Stack stack = ClusterLab.Read("starcounter-standby");
        await using ILab lab = await ClusterLab.StartAsync(stack, new TestJournal());
        INode standby = (await ClusterLab.HasAsync(stack, lab, "scdata", "standby", 2))[0];
        ISignals signals = standby.Ability<ISignals>()!;

        // starservice would end with its scdata.
        signals.Send([.. standby.Processes("starservice").Select(p => p.Pid).Except(Scdata())], 19);
        signals.Send(Scdata(), 9);
        while (Scdata().Length > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);

        CommandResult probe = await standby.RunAsync(new NodeCommand(["/usr/lib/ocf/resource.d/starcounter/database", "monitor"]), Ct);
        Assert.Equal(notRunning, probe.ExitCode);

        int[] Scdata() => [.. standby.Processes("scdata").Select(p => p.Pid)];
    }

    private static IEnumerable<string?> Values(TestJournal journal, string name) =>
        journal.Events.Where(e => e.Kind == EventKinds.Configuration && e.Subject == name).Select(e => e.Value);

    private static async Task AppendAsync(INode node, string path)
    {
        CommandResult result = await node.RunAsync(
            new NodeCommand(["curl", "-sf", "-X", "POST", $"http://127.0.0.1:7000{path}"]), Ct);
        Assert.True(result.Succeeded, result.Error);
    }
}
