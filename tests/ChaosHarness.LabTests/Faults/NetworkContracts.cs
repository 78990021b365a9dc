using System.Text.RegularExpressions;
using ChaosHarness.Faults;
using ChaosHarness.Labs;

namespace ChaosHarness.LabTests.Faults;

public sealed class IsolateNodeContract : InjectorContract
{
    public override string Fault => "isolate-node";

    protected override string Deed => nameof(INetwork.SetPortAsync);

    private protected override FaultRequest Request(ILab lab) => Ask([lab.Nodes[0], lab.Nodes[1]]);

    private protected override async Task IsThereAsync(ILab lab)
    {
        Assert.False((await PingAsync(lab.Nodes[0], lab.Nodes[2])).Succeeded);
        Assert.False((await PingAsync(lab.Nodes[2], lab.Nodes[0])).Succeeded);
        Assert.Equal("1", await CarrierAsync(lab.Nodes[0]));
    }

    private protected override Func<ILab, Task> Sabotage => lab =>
        lab.Network.SetPortAsync(lab.Nodes[0], PortState.Connected, Ct);

    /// <summary>What the node's own kernel says of its carrier: 1 or 0.</summary>
    internal static async Task<string> CarrierAsync(INode node)
    {
        CommandResult link = await node.RunAsync(new NodeCommand(["ip", "-o", "link", "show", "eth0"]), Ct);
        return link.Output.Contains("NO-CARRIER", StringComparison.Ordinal) ? "0" : "1";
    }
}

public sealed class LinkDownContract : InjectorContract
{
    public override string Fault => "link-down";

    protected override string Deed => nameof(INetwork.SetPortAsync);

    private protected override FaultRequest Request(ILab lab) => Ask([lab.Nodes[0]]);

    private protected override async Task IsThereAsync(ILab lab)
    {
        Assert.False((await PingAsync(lab.Nodes[0], lab.Nodes[2])).Succeeded);
        Assert.Equal("0", await IsolateNodeContract.CarrierAsync(lab.Nodes[0]));
    }

    private protected override Func<ILab, Task> Sabotage => lab =>
        lab.Network.SetPortAsync(lab.Nodes[0], PortState.Silent, Ct);
}

/// <summary>Faults that are rules of the switch.</summary>
public abstract class RulesContract : InjectorContract
{
    protected override string Deed => nameof(INetwork.AddAsync);

    private protected override Func<ILab, Task> Sabotage => async lab =>
    {
        InstalledRule first = (await lab.Network.RulesAsync(Ct))[0];
        await lab.Network.RemoveAsync([first.Id], Ct);
    };

    private protected static FaultRequest With(FaultRequest request, params (string Name, INode[] Nodes)[] groups) =>
        request with { Groups = groups.ToDictionary(g => g.Name, g => (IReadOnlyList<INode>)g.Nodes) };
}

public sealed class PartitionContract : RulesContract
{
    public override string Fault => "partition";

    private protected override FaultRequest Request(ILab lab) =>
        With(Ask([]), ("groups.0", [lab.Nodes[0]]), ("groups.1", [lab.Nodes[1]]));

    private protected override async Task IsThereAsync(ILab lab)
    {
        Assert.False((await PingAsync(lab.Nodes[0], lab.Nodes[1])).Succeeded);
        Assert.False((await PingAsync(lab.Nodes[1], lab.Nodes[0])).Succeeded);
        // Who is in no group talks to all.
        Assert.True((await PingAsync(lab.Nodes[2], lab.Nodes[0])).Succeeded);
        Assert.True((await PingAsync(lab.Nodes[1], lab.Nodes[2])).Succeeded);
    }

    private protected override async Task<string> SpoilAsync(ILab lab)
    {
        await lab.Nodes[0].Ability<IPower>()!.OffAsync(Ct);
        return "n1 is not up";
    }
}

public sealed class DropTrafficContract : RulesContract
{
    public override string Fault => "drop-traffic";

    private protected override FaultRequest Request(ILab lab) =>
        With(Ask([], null, ("port", 6379L)), ("from", [lab.Nodes[0]]), ("to", [lab.Nodes[1]]));

    private protected override async Task IsThereAsync(ILab lab)
    {
        Assert.False(await ReachesServerAsync(lab.Nodes[0], lab.Nodes[1]));
        // One way, one port.
        Assert.True(await ReachesServerAsync(lab.Nodes[1], lab.Nodes[0]));
        Assert.True((await PingAsync(lab.Nodes[0], lab.Nodes[1])).Succeeded);
    }

    private protected override async Task<string> SpoilAsync(ILab lab)
    {
        await lab.Nodes[0].Ability<IPower>()!.OffAsync(Ct);
        return "n1 is not up";
    }

    private static async Task<bool> ReachesServerAsync(INode from, INode to)
    {
        CommandResult pong = await from.RunAsync(
            new NodeCommand(["timeout", "1", "redis-cli", "-h", $"{to.Address}", "ping"]), Ct);
        return pong.Output.Contains("PONG", StringComparison.Ordinal);
    }
}

public sealed class DropAllTrafficOneWayContract : RulesContract
{
    public override string Fault => "drop-traffic";

    private protected override FaultRequest Request(ILab lab) => With(Ask([]), ("to", [lab.Nodes[0]]));

    private protected override async Task IsThereAsync(ILab lab)
    {
        Assert.False((await PingAsync(lab.Nodes[1], lab.Nodes[0])).Succeeded);
        Assert.True((await PingAsync(lab.Nodes[1], lab.Nodes[2])).Succeeded);
    }

    private protected override async Task<string> SpoilAsync(ILab lab)
    {
        await lab.Nodes[0].Ability<IPower>()!.OffAsync(Ct);
        return "n1 is not up";
    }
}

public sealed class LosePacketsContract : RulesContract
{
    public override string Fault => "lose-packets";

    private protected override FaultRequest Request(ILab lab) => Ask([lab.Nodes[0]], null, ("percent", 30d));

    private protected override async Task IsThereAsync(ILab lab)
    {
        CommandResult pings = await lab.Nodes[1].RunAsync(
            new NodeCommand(["ping", "-c100", "-i0.002", "-W1", $"{lab.Nodes[0].Address}"]), Ct);
        int lost = int.Parse(Regex.Match(pings.Output, @"(\d+)(\.\d+)?% packet loss").Groups[1].Value, null);
        // Each ping passes twice: 51 % are lost; 100 of them leave five standard deviations within these limits.
        Assert.InRange(lost, 26, 76);
    }
}
