using ChaosHarness.Faults;
using ChaosHarness.Labs;

namespace ChaosHarness.LabTests.Faults;

public sealed class PullNodeContract : InjectorContract
{
    public override string Fault => "pull-node";

    protected override string Deed => nameof(IPower.OffAsync);

    private protected override FaultRequest Request(ILab lab) => Ask([lab.Nodes[0], lab.Nodes[1]]);

    private protected override async Task IsThereAsync(ILab lab)
    {
        Assert.Equal(NodeState.Down, lab.Nodes[0].State);
        Assert.False((await PingAsync(lab.Nodes[2], lab.Nodes[0])).Succeeded);
    }

    private protected override Func<ILab, Task> Sabotage => lab =>
        lab.Nodes[0].Ability<IPower>()!.OnAsync(Ct);
}

public sealed class RebootNodeContract : InjectorContract
{
    public override string Fault => "reboot-node";

    protected override string Deed => nameof(IPower.OffAsync);

    private protected override FaultRequest Request(ILab lab) =>
        Ask([lab.Nodes[0]], null, ("down-for", TimeSpan.FromMinutes(5)));

    private protected override Task IsThereAsync(ILab lab)
    {
        Assert.Equal(NodeState.Down, lab.Nodes[0].State);
        return Task.CompletedTask;
    }

}

public sealed class FreezeNodeContract : InjectorContract
{
    public override string Fault => "freeze-node";

    protected override string Deed => nameof(IFreezer.FreezeAsync);

    private protected override FaultRequest Request(ILab lab) => Ask([lab.Nodes[0]]);

    private protected override async Task IsThereAsync(ILab lab)
    {
        Assert.Equal(NodeState.Frozen, lab.Nodes[0].State);
        Assert.False((await PingAsync(lab.Nodes[2], lab.Nodes[0])).Succeeded);
    }

    private protected override Func<ILab, Task> Sabotage => lab =>
        lab.Nodes[0].Ability<IFreezer>()!.ThawAsync(Ct);
}
