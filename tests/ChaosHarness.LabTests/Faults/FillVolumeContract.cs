using ChaosHarness.Faults;
using ChaosHarness.Labs;

namespace ChaosHarness.LabTests.Faults;

public sealed class FillVolumeContract : InjectorContract
{
    public override string Fault => "fill-volume";

    protected override string Deed => nameof(INode.RunAsync);

    private protected override FaultRequest Request(ILab lab) => Fill(lab, ContractStack.Volume);

    private protected override async Task IsThereAsync(ILab lab) => Assert.NotEqual(0, await WriteAsync(lab.Nodes[1]));

    private protected override Func<ILab, Task> Sabotage => lab =>
        ShellAsync(lab.Nodes[0], $"rm {ContractStack.Volume}/.chaosharness-ballast-n1");

    [Fact]
    public async Task Leaves_as_much_room_as_there_was_after_healing_and_after_a_cancelled_run()
    {
        await using ILab lab = await LabAsync();
        string before = await RoomAsync(lab);

        IInjection injection = await Injector.InjectAsync(lab, Request(lab), Ct);
        Assert.True((await injection.ProveEffectAsync(Ct)).Holds);
        await injection.HealAsync(Ct);
        Assert.Equal(before, await RoomAsync(lab));

        using CancellationTokenSource run = new();
        ILab tampered = Tampering.After(lab, Deed, run.CancelAsync);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Injector.InjectAsync(tampered, Request(tampered), run.Token));
        Assert.Equal(before, await RoomAsync(lab));
    }

    [Fact]
    public async Task Is_not_proven_to_be_gone_while_others_leave_no_room()
    {
        await using ILab lab = await LabAsync();
        IInjection injection = await Injector.InjectAsync(lab, Request(lab), Ct);
        await injection.HealAsync(Ct);
        await ShellAsync(lab.Nodes[2], $"cat /dev/zero >{ContractStack.Volume}/other");

        Proof healed = await injection.ProveHealedAsync(Ct);

        Assert.False(healed.Holds);
        Assert.Contains("is gone, but 256 KiB could not be written there", healed.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("/no/such/folder")]
    public async Task Refuses_what_is_no_volume_and_writes_nothing_there(string path)
    {
        await using ILab lab = await LabAsync();

        LabException refused = await Assert.ThrowsAsync<LabException>(
            () => Injector.InjectAsync(lab, Fill(lab, path), Ct));

        Assert.Contains($"{path} is no volume of n1", refused.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, await ShellAsync(lab.Nodes[0], $"ls -A {path} | grep chaosharness"));
    }

    private static FaultRequest Fill(ILab lab, string path) => Ask([lab.Nodes[0]], null, ("path", path));

    private static Task<int> WriteAsync(INode node) => ShellAsync(node, $"echo more >{ContractStack.Volume}/more");

    private static async Task<string> RoomAsync(ILab lab) =>
        (await lab.Nodes[2].RunAsync(new NodeCommand(["df", "--output=avail", ContractStack.Volume]), Ct)).Output;

    private static async Task<int> ShellAsync(INode node, string script) =>
        (await node.RunAsync(new NodeCommand(["sh", "-c", script]), Ct)).ExitCode;
}
