using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Labs;

public sealed class PowerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_without_power_is_gone_and_comes_back_with_its_disk()
    {
        var journal = new TestJournal();
        await using var lab = await TestLab.CreateAsync(Stacks.Of(2, Stacks.Sleeper), journal, Ct);
        var (n1, n2) = (lab.Nodes[0], lab.Nodes[1]);
        await ShellAsync(n1, "echo kept >/var/lib/kept; echo lost >/run/lost; echo lost >/tmp/lost");
        var power = n1.Ability<IPower>()!;

        await power.OffAsync(Ct);
        Assert.Equal(NodeState.Down, n1.State);
        Assert.Empty(n1.Processes("sleeper"));
        Assert.Contains(journal.Events, e => e.Kind == EventKinds.ProcessExited && e.Node == "n1");
        Assert.False(await Pings.TryAsync(n2, "n1", Ct));
        Assert.Equal(PortState.NoCarrier, await lab.Network.PortAsync(n1, Ct));
        await Assert.ThrowsAsync<LabException>(() => n1.RunAsync(new NodeCommand(["true"]), Ct));

        await power.OnAsync(Ct);
        Assert.Equal(NodeState.Up, n1.State);
        Assert.Single(n1.Processes("sleeper"));
        Assert.Equal("kept\n", await n1.ReadFileAsync("/var/lib/kept", Ct));
        await Assert.ThrowsAsync<FileNotFoundException>(() => n1.ReadFileAsync("/run/lost", Ct));
        await Assert.ThrowsAsync<FileNotFoundException>(() => n1.ReadFileAsync("/tmp/lost", Ct));
        await Pings.UntilAnsweredAsync(n2, "n1", Ct);
    }

    [Fact]
    public async Task Files_in_memory_are_written_again_at_every_boot_and_those_on_disk_are_not()
    {
        var service = Stacks.Sleeper with
        {
            Files = [new FileSpec("/run/app/state", "new"), new FileSpec("/var/lib/app/state", "new")],
        };
        await using var lab = await TestLab.CreateAsync(Stacks.Of(1, service), new TestJournal(), Ct);
        var node = lab.Nodes[0];
        await ShellAsync(node, "echo -n old >/run/app/state; echo -n old >/var/lib/app/state");
        await node.Ability<IPower>()!.OffAsync(Ct);
        await node.Ability<IPower>()!.OnAsync(Ct);
        Assert.Equal("new", await node.ReadFileAsync("/run/app/state", Ct));
        Assert.Equal("old", await node.ReadFileAsync("/var/lib/app/state", Ct));
    }

    [Fact]
    public async Task The_peer_of_a_node_that_lost_power_hears_no_end_of_its_connection()
    {
        var server = Stacks.Service("redis", "redis-server", "--save", "", "--protected-mode", "no");
        await using var lab = await TestLab.CreateAsync(Stacks.Of(2, server), new TestJournal(), Ct);
        var address = new System.Net.IPEndPoint(lab.Nodes[0].Address, 6379);
        await Redis.PingAsync(lab.Nodes[1], address, Ct);
        using var connection = await lab.Nodes[1].ConnectAsync(address, Ct);
        await lab.Nodes[0].Ability<IPower>()!.OffAsync(Ct);
        Assert.False(connection.Poll(TimeSpan.FromMilliseconds(200), System.Net.Sockets.SelectMode.SelectRead));
    }

    private static async Task ShellAsync(INode node, string script)
    {
        var result = await node.RunAsync(new NodeCommand(["sh", "-c", script]), Ct);
        Assert.True(result.Succeeded, result.Error);
    }
}
