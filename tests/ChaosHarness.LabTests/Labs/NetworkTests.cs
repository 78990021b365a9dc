using System.Net;
using System.Net.Sockets;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Labs.Kit;

namespace ChaosHarness.LabTests.Labs;

public sealed class NetworkTests
{
    private const int Packets = 200;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task<ILab> ThreeNodesAsync() => TestLab.CreateAsync(Stacks.Of(3), new TestJournal(), Ct);

    [Fact]
    public async Task A_silent_port_keeps_its_carrier_and_loses_everything_else()
    {
        await using var lab = await ThreeNodesAsync();
        await lab.Network.SetPortAsync(lab.Nodes[0], PortState.Silent, Ct);
        Assert.Equal(PortState.Silent, await lab.Network.PortAsync(lab.Nodes[0], Ct));
        Assert.Equal("1", await CarrierAsync(lab.Nodes[0]));
        Assert.False(await PingAsync(lab.Nodes[0], lab.Nodes[1]));
        await ReachableAsync(lab.Nodes[1], lab.Nodes[2]);

        await lab.Network.SetPortAsync(lab.Nodes[0], PortState.Connected, Ct);
        Assert.Equal(PortState.Connected, await lab.Network.PortAsync(lab.Nodes[0], Ct));
        await ReachableAsync(lab.Nodes[0], lab.Nodes[1]);
    }

    [Fact]
    public async Task A_port_without_carrier_is_noticed_by_its_node()
    {
        await using var lab = await ThreeNodesAsync();
        await lab.Network.SetPortAsync(lab.Nodes[0], PortState.NoCarrier, Ct);
        Assert.Equal(PortState.NoCarrier, await lab.Network.PortAsync(lab.Nodes[0], Ct));
        Assert.Equal("0", await CarrierAsync(lab.Nodes[0]));
        Assert.False(await PingAsync(lab.Nodes[0], lab.Nodes[1]));

        await lab.Network.SetPortAsync(lab.Nodes[0], PortState.Connected, Ct);
        Assert.Equal("1", await CarrierAsync(lab.Nodes[0]));
        await ReachableAsync(lab.Nodes[0], lab.Nodes[1]);
    }

    [Fact]
    public async Task A_pair_is_cut_and_healed_and_others_notice_nothing()
    {
        await using var lab = await ThreeNodesAsync();
        var (n1, n2, n3) = (lab.Nodes[0], lab.Nodes[1], lab.Nodes[2]);
        var ids = await lab.Network.AddAsync([Drop(n1, n2), Drop(n2, n1)], Ct);
        Assert.False(await PingAsync(n1, n2));
        Assert.False(await PingAsync(n2, n1));
        await ReachableAsync(n1, n3);
        await ReachableAsync(n2, n3);
        var rules = await lab.Network.RulesAsync(Ct);
        Assert.Equal(ids, rules.Select(r => r.Id));
        Assert.All(rules, rule => Assert.True(rule.Dropped > 0));

        await lab.Network.RemoveAsync(ids, Ct);
        Assert.Empty(await lab.Network.RulesAsync(Ct));
        await ReachableAsync(n1, n2);
        await lab.Network.RemoveAsync(ids, Ct);
    }

    [Fact]
    public async Task One_way_drops_let_the_other_way_through()
    {
        await using var lab = await ThreeNodesAsync();
        var (n1, n2) = (lab.Nodes[0], lab.Nodes[1]);
        // Both know each other's hardware address, or the missing answers to ARP would cut the way that is open.
        await ReachableAsync(n1, n2);
        await lab.Network.AddAsync([Drop(n2, n1)], Ct);
        long before = await ReceivedAsync(n2);
        Assert.False(await PingAsync(n1, n2));
        Assert.True(await ReceivedAsync(n2) > before);
    }

    [Fact]
    public async Task Rules_for_a_port_leave_other_ports_alone()
    {
        await using var lab = await ThreeNodesAsync();
        var (n1, n2) = (lab.Nodes[0], lab.Nodes[1]);
        await lab.Network.AddAsync([Drop(n1, n2) with { Port = 7001 }], Ct);
        await ReachableAsync(n1, n2);
        Assert.True(await RefusedAsync(n1, n2, 7002, Long));
        Assert.False(await RefusedAsync(n1, n2, 7001, Short));
        Assert.True(await RefusedAsync(n2, n1, 7001, Long));
        Assert.True((await lab.Network.RulesAsync(Ct)).Single().Dropped > 0);
    }

    [Fact]
    public async Task Loss_drops_about_the_share_it_says()
    {
        await using var lab = await ThreeNodesAsync();
        var (n1, n2) = (lab.Nodes[0], lab.Nodes[1]);
        await ReachableAsync(n1, n2);
        await lab.Network.AddAsync([Drop(n1, n2) with { Percent = 30 }], Ct);
        long before = await ReceivedAsync(n2);
        await n1.RunAsync(new NodeCommand(["ping", "-q", "-i0.002", $"-c{Packets}", "-W1", "n2"]), Ct);
        long arrived = await ReceivedAsync(n2) - before;
        // 200 trials of 70 %: 140, and 6.5 is one standard deviation.
        Assert.InRange(arrived, 140 - 40, 140 + 40);
    }

    [Fact]
    public async Task An_empty_side_of_a_rule_means_everybody()
    {
        await using var lab = await ThreeNodesAsync();
        await lab.Network.AddAsync([new DropRule([], [lab.Nodes[0].Address])], Ct);
        Assert.False(await PingAsync(lab.Nodes[0], lab.Nodes[1]));
        Assert.False(await PingAsync(lab.Nodes[0], lab.Nodes[2]));
        await ReachableAsync(lab.Nodes[1], lab.Nodes[2]);
    }

    [Fact]
    public async Task Rules_for_an_address_that_is_no_nodes_own_match_that_address()
    {
        await using var lab = await ThreeNodesAsync();
        await lab.Nodes[1].RunAsync(new NodeCommand(["ip", "addr", "add", "10.77.0.200/24", "dev", "eth0"]), Ct);
        await lab.Network.AddAsync([new DropRule([lab.Nodes[0].Address], [IPAddress.Parse("10.77.0.200")])], Ct);
        Assert.False(await Pings.TryAsync(lab.Nodes[0], "10.77.0.200", Ct));
        await ReachableAsync(lab.Nodes[0], lab.Nodes[1]);
        await Pings.UntilAnsweredAsync(lab.Nodes[2], "10.77.0.200", Ct);
    }

    [Fact]
    public async Task Rules_are_added_all_or_none()
    {
        await using var lab = await ThreeNodesAsync();
        var bad = new DropRule([IPAddress.Parse("fe80::1")], [IPAddress.Parse("10.77.0.2")]);
        await Assert.ThrowsAsync<LabException>(
            () => lab.Network.AddAsync([Drop(lab.Nodes[0], lab.Nodes[1]), bad], Ct));
        Assert.Empty(await lab.Network.RulesAsync(Ct));
        await ReachableAsync(lab.Nodes[0], lab.Nodes[1]);
    }

    [Fact]
    public async Task An_observer_still_reaches_a_node_that_is_cut()
    {
        var server = Stacks.Service("redis", "redis-server", "--save", "", "--protected-mode", "no",
            "--unixsocket", "/run/redis.sock");
        await using var lab = await TestLab.CreateAsync(Stacks.Of(2, server), new TestJournal(), Ct);
        var node = lab.Nodes[0];
        await lab.Network.SetPortAsync(node, PortState.Silent, Ct);
        Assert.Equal("+PONG", await Redis.PingAsync(node, new IPEndPoint(IPAddress.Loopback, 6379), Ct));
        Assert.Equal("+PONG", await Redis.PingAsync(node, new IPEndPoint(node.Address, 6379), Ct));
        Assert.Equal("+PONG", await Redis.PingAsync(node, new UnixDomainSocketEndPoint("/var/run/redis.sock"), Ct));
        var other = new IPEndPoint(lab.Nodes[1].Address, 6379);
        Assert.Equal("+PONG", await Redis.PingAsync(lab.Nodes[1], other, Ct));
        await Assert.ThrowsAnyAsync<Exception>(() => node.ConnectAsync(other, Ct).WaitAsync(Short, Ct));
        foreach (string nobody in (string[])["/run/nobody.sock", "/nowhere/nobody.sock"])
            await Assert.ThrowsAsync<SocketException>(() => node.ConnectAsync(new UnixDomainSocketEndPoint(nobody), Ct));
    }

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300), Long = TimeSpan.FromSeconds(20);

    private static DropRule Drop(INode from, INode to) => new([from.Address], [to.Address]);

    private static Task<bool> PingAsync(INode from, INode to) => Pings.TryAsync(from, to.Name, Ct);

    private static Task ReachableAsync(INode from, INode to) => Pings.UntilAnsweredAsync(from, to.Name, Ct);

    private static async Task<bool> RefusedAsync(INode from, INode to, int port, TimeSpan limit)
    {
        try
        {
            using var socket = await from.ConnectAsync(new IPEndPoint(to.Address, port), Ct).WaitAsync(limit, Ct);
            return false;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task<string> CarrierAsync(INode node) =>
        (await node.ReadFileAsync("/sys/class/net/eth0/carrier", Ct)).Trim();

    private static async Task<long> ReceivedAsync(INode node) =>
        long.Parse(await node.ReadFileAsync("/sys/class/net/eth0/statistics/rx_packets", Ct));
}
