using ChaosHarness.Faults;
using ChaosHarness.Labs;

namespace ChaosHarness.LabTests.Faults;

public abstract class VolumeContract : InjectorContract
{
    private protected override FaultRequest Request(ILab lab) => Ask([lab.Nodes[0]]);

    private protected override Func<ILab, Task> Sabotage => lab => Volumes(lab).RestoreAsync("disk", Ct);

    private protected override async Task IsThereAsync(ILab lab)
    {
        Assert.Equal(Expected, Volumes(lab).Volumes.Single().State);
        CommandResult there = await WriteAsync(lab.Nodes[1]);
        Assert.True(there.Succeeded, $"n2 should keep the volume: {there.Error}");
        CommandResult here = await WriteAsync(lab.Nodes[0]);
        Assert.False(here.Succeeded, "n1 wrote to the volume");
    }

    private protected abstract VolumeState Expected { get; }

    [Fact]
    public async Task Says_which_volumes_there_are()
    {
        await using ILab lab = await LabAsync();
        Assert.Contains("no volume 'other'", Injector.Unavailable(lab, Ask([lab.Nodes[0]], null, ("volume", "other"))), StringComparison.Ordinal);
        Assert.Contains("n3 has no volume that it can lose", Injector.Unavailable(lab, Ask([lab.Nodes[2]])), StringComparison.Ordinal);
        await Injector.InjectAsync(lab, Request(lab), Ct);
        LabException refused = await Assert.ThrowsAsync<LabException>(() => Injector.InjectAsync(lab, Request(lab), Ct));
        Assert.EndsWith("already.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_boots_again_has_its_volume()
    {
        await using ILab lab = await LabAsync();
        IInjection injection = await Injector.InjectAsync(lab, Request(lab), Ct);
        await lab.Nodes[0].Ability<IPower>()!.OffAsync(Ct);
        Proof off = await injection.ProveHealedAsync(Ct);
        Assert.True(off.Holds, off.Evidence);
        await lab.Nodes[0].Ability<IPower>()!.OnAsync(Ct);
        await injection.HealAsync(Ct);
        Proof healed = await injection.ProveHealedAsync(Ct);
        Assert.True(healed.Holds, healed.Evidence);
    }

    private static IVolumes Volumes(ILab lab) => lab.Nodes[0].Ability<IVolumes>()!;

    private static Task<CommandResult> WriteAsync(INode node) =>
        node.RunAsync(new NodeCommand(["timeout", "-s", "KILL", "1", "sh", "-c", "echo here >/disk/file"]), Ct);
}

public sealed class LoseVolumeContract : VolumeContract
{
    public override string Fault => "lose-volume";

    protected override string Deed => nameof(IVolumes.LoseAsync);

    private protected override VolumeState Expected => VolumeState.Lost;
}

public sealed class HangVolumeContract : VolumeContract
{
    public override string Fault => "hang-volume";

    protected override string Deed => nameof(IVolumes.HangAsync);

    private protected override VolumeState Expected => VolumeState.Hanging;
}
