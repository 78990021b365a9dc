using ChaosHarness.Faults;
using ChaosHarness.Labs;

namespace ChaosHarness.LabTests.Faults;

public sealed class RunCommandContract : InjectorContract
{
    private static readonly string[] s_set = ["redis-cli", "config", "set", "maxclients", "77"];
    private static readonly string[] s_undo = ["redis-cli", "config", "set", "maxclients", "99"];
    private static readonly string[] s_check = ["sh", "-c", "redis-cli config get maxclients | grep -q 77"];

    public override string Fault => "run-command";

    protected override string Deed => nameof(INode.RunAsync);

    private protected override FaultRequest Request(ILab lab) => Ask(
        [lab.Nodes[0]], null, ("command", s_set), ("expect", "OK"), ("check", s_check), ("undo", s_undo));

    private protected override async Task ArrangeAsync(ILab lab)
    {
        NodeCommand reset = new(s_undo);
        while (!(await lab.Nodes[0].RunAsync(reset, Ct)).Output.Contains("OK", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ct);
    }

    private protected override async Task IsThereAsync(ILab lab) => Assert.Contains("77", await MaxClientsAsync(lab));

    private protected override Func<ILab, Task> Sabotage => lab =>
        lab.Nodes[0].RunAsync(new NodeCommand(s_undo), Ct);

    [Theory]
    [InlineData("exit 3", "", "Exit code 0 was expected.")]
    [InlineData("echo no", "yes", "'yes' was expected in it.")]
    public async Task A_command_that_ends_otherwise_than_expected_is_no_effect(
        string command, string expect, string evidence)
    {
        await using ILab lab = await LabAsync();
        string[] shell = ["sh", "-c", command];

        IInjection injection = await Injector.InjectAsync(
            lab, Ask([lab.Nodes[0]], null, ("command", shell), ("expect", expect)), Ct);
        Proof effect = await injection.ProveEffectAsync(Ct);

        Assert.False(effect.Holds);
        Assert.EndsWith(evidence, effect.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_undo_is_run_when_the_run_is_cancelled()
    {
        await using ILab lab = await LabAsync();
        await ArrangeAsync(lab);
        using CancellationTokenSource run = new();
        ILab tampered = Tampering.After(lab, Deed, run.CancelAsync);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Injector.InjectAsync(tampered, Request(tampered), run.Token));

        Assert.Contains("99", await MaxClientsAsync(lab));
    }

    private static async Task<string> MaxClientsAsync(ILab lab) =>
        (await lab.Nodes[0].RunAsync(new NodeCommand(["redis-cli", "config", "get", "maxclients"]), Ct)).Output;
}
