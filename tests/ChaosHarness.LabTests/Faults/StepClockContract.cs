using System.Globalization;
using ChaosHarness.Faults;
using ChaosHarness.Labs;

namespace ChaosHarness.LabTests.Faults;

public sealed class StepClockContract : InjectorContract
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1), s_tolerance = TimeSpan.FromSeconds(5);

    public override string Fault => "step-clock";

    protected override string Deed => nameof(IClocks.SetAsync);

    private protected override FaultRequest Request(ILab lab) => Ask([lab.Nodes[0]], ContractStack.Server, ("back", s_hour));

    private protected override async Task IsThereAsync(ILab lab)
    {
        Assert.InRange(await OffsetAsync(lab.Nodes[0]), -s_hour - s_tolerance, -s_hour + s_tolerance);
        Assert.InRange(await OffsetAsync(lab.Nodes[1]), -s_tolerance, s_tolerance);
    }

    private protected override Func<ILab, Task> Sabotage => lab =>
        lab.Nodes[0].Ability<IClocks>()!.SetAsync(lab.Nodes[0].Processes(ContractStack.Server)[0].Pid, TimeSpan.Zero, Ct);

    [Fact]
    public async Task A_child_that_is_forked_later_has_its_parents_clock_and_is_healed_too()
    {
        await using ILab lab = await LabAsync();
        INode node = lab.Nodes[0];
        IInjection injection = await Injector.InjectAsync(lab, Ask([node], ContractStack.Server, ("ahead", s_hour)), Ct);
        // Redis forks to save its data; each key holds the child up.
        await RedisAsync(node, "SET", "key", "value");
        await RedisAsync(node, "CONFIG", "SET", "rdb-key-save-delay", "60000000");
        await RedisAsync(node, "BGSAVE");
        int[] both = [.. node.Processes(ContractStack.Server).Select(p => p.Pid)];
        Assert.Equal(2, both.Length);
        Assert.All(both, p => Assert.Equal(s_hour, node.Ability<IClocks>()!.Offset(p)));
        Proof healed = await injection.ProveHealedAsync(Ct);
        Assert.False(healed.Holds, healed.Evidence);

        await injection.HealAsync(Ct);

        healed = await injection.ProveHealedAsync(Ct);
        Assert.True(healed.Holds, healed.Evidence);
        Assert.All(both, p => Assert.Equal(TimeSpan.Zero, node.Ability<IClocks>()!.Offset(p)));
    }

    [Fact]
    public async Task Is_refused_when_the_clock_has_been_set_already()
    {
        await using ILab lab = await LabAsync();
        IInjection injection = await Injector.InjectAsync(lab, Request(lab), Ct);

        LabException refused = await Assert.ThrowsAsync<LabException>(() => Injector.InjectAsync(lab, Request(lab), Ct));

        Assert.Equal("The clock of 'server' on n1 has been set already.", refused.Message);
        await IsThereAsync(lab);
        await injection.HealAsync(Ct);
    }

    [Fact]
    public async Task A_stopped_process_stays_stopped_and_has_the_clock_when_it_goes_on()
    {
        await using ILab lab = await LabAsync();
        int server = lab.Nodes[0].Processes(ContractStack.Server)[0].Pid;
        ISignals signals = lab.Nodes[0].Ability<ISignals>()!;
        signals.Send([server], 19);
        while (lab.Nodes[0].Processes(ContractStack.Server)[0].State != 'T')
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);

        IInjection injection = await Injector.InjectAsync(lab, Request(lab), Ct);

        Assert.Equal('T', lab.Nodes[0].Processes(ContractStack.Server)[0].State);
        signals.Send([server], 18);
        await IsThereAsync(lab);
        await injection.HealAsync(Ct);
    }

    /// <summary>How far the server's own clock is from this program's.</summary>
    private static async Task<TimeSpan> OffsetAsync(INode node)
    {
        string seconds = (await RedisAsync(node, "TIME")).Split('\n')[0];
        return DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)) - TimeProvider.System.GetUtcNow();
    }

    private static async Task<string> RedisAsync(INode node, params string[] command)
    {
        CommandResult result = await node.RunAsync(new NodeCommand(["redis-cli", .. command]), Ct);
        Assert.True(result.Succeeded, result.Error);
        return result.Output;
    }
}
