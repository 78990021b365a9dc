using ChaosHarness.Faults;
using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;

namespace ChaosHarness.LabTests.Faults;

public sealed class KillServiceContract : InjectorContract
{
    public override string Fault => "kill-service";

    protected override string Deed => nameof(ISignals.Send);

    private protected override FaultRequest Request(ILab lab) =>
        Ask([lab.Nodes[0], lab.Nodes[1]], ContractStack.Server);

    private protected override Task IsThereAsync(ILab lab)
    {
        Assert.Empty(lab.Nodes[0].Processes(ContractStack.Server));
        Assert.Empty(lab.Nodes[1].Processes(ContractStack.Server));
        Assert.NotEmpty(lab.Nodes[2].Processes(ContractStack.Server));
        return Task.CompletedTask;
    }

}

public sealed class KillRestartedServiceContract : InjectorContract
{
    public override string Fault => "kill-service";

    protected override string Deed => nameof(ISignals.Send);

    /// <summary>Its service manager heals it.</summary>
    protected override bool StaysUntilHealed => false;

    private protected override FaultRequest Request(ILab lab) =>
        Ask([lab.Nodes[0]], ContractStack.Restless, ("signal", "TERM"));

    private protected override Task IsThereAsync(ILab lab) => Task.CompletedTask;
}

public sealed class KillServiceTreeContract : InjectorContract
{
    private int[] _family = [];

    public override string Fault => "kill-service";

    protected override string Deed => nameof(ISignals.Send);

    private protected override FaultRequest Request(ILab lab)
    {
        _family = [.. lab.Nodes[0].Processes(ContractStack.Family).Select(p => p.Pid)];
        return Ask([lab.Nodes[0]], ContractStack.Family, ("tree", true));
    }

    private protected override Task IsThereAsync(ILab lab)
    {
        Assert.Equal(3, _family.Length);
        Assert.All(_family, pid => Assert.False(ProcessTable.IsAlive(pid)));
        return Task.CompletedTask;
    }
}

public sealed class StopServiceContract : InjectorContract
{
    public override string Fault => "stop-service";

    protected override string Deed => nameof(IServiceControl.StopAsync);

    private protected override FaultRequest Request(ILab lab) =>
        Ask([lab.Nodes[0], lab.Nodes[1]], ContractStack.Restless);

    private protected override Task IsThereAsync(ILab lab)
    {
        IServiceControl manager = lab.Nodes[0].Ability<IServiceControl>()!;
        Assert.Equal(new ServiceStatus(false, null), manager.Status(ContractStack.Restless));
        return Task.CompletedTask;
    }

    private protected override Func<ILab, Task> Sabotage => lab =>
        lab.Nodes[0].Ability<IServiceControl>()!.StartAsync(ContractStack.Restless, Ct);
}

public sealed class StartServiceContract : InjectorContract
{
    public override string Fault => "start-service";

    protected override string Deed => nameof(IServiceControl.StartAsync);

    protected override bool StaysUntilHealed => false;

    protected override bool Heals => false;

    private protected override FaultRequest Request(ILab lab) => Ask([lab.Nodes[0]], ContractStack.Server);

    private protected override Task ArrangeAsync(ILab lab) =>
        lab.Nodes[0].Ability<IServiceControl>()!.StopAsync(ContractStack.Server, Ct);

    private protected override Task IsThereAsync(ILab lab)
    {
        Assert.NotEmpty(lab.Nodes[0].Processes(ContractStack.Server));
        return Task.CompletedTask;
    }

    private protected override Func<ILab, Task> Sabotage => lab =>
        ArrangeAsync(lab);
}

public sealed class RestartServiceContract : InjectorContract
{
    private int _before;

    public override string Fault => "restart-service";

    protected override string Deed => nameof(IServiceControl.StopAsync);

    protected override bool StaysUntilHealed => false;

    private protected override FaultRequest Request(ILab lab)
    {
        _before = lab.Nodes[0].Processes(ContractStack.Server).Select(p => p.Pid).FirstOrDefault();
        return Ask([lab.Nodes[0]], ContractStack.Server);
    }

    private protected override Task IsThereAsync(ILab lab)
    {
        Assert.NotEqual(_before, lab.Nodes[0].Processes(ContractStack.Server)[0].Pid);
        return Task.CompletedTask;
    }

    private protected override Func<ILab, Task> Sabotage => lab =>
        lab.Nodes[0].Ability<IServiceControl>()!.StopAsync(ContractStack.Server, Ct);
}

public sealed class PauseServiceContract : InjectorContract
{
    public override string Fault => "pause-service";

    protected override string Deed => nameof(ISignals.Send);

    private protected override FaultRequest Request(ILab lab) => Ask([lab.Nodes[0]], ContractStack.Family);

    private protected override Task IsThereAsync(ILab lab)
    {
        Assert.All(lab.Nodes[0].Processes(ContractStack.Family), p => Assert.Equal('T', p.State));
        Assert.Equal(3, lab.Nodes[0].Processes(ContractStack.Family).Count);
        return Task.CompletedTask;
    }

    private protected override Func<ILab, Task> Sabotage => lab =>
    {
        int child = lab.Nodes[0].Processes(ContractStack.Family)[1].Pid;
        lab.Nodes[0].Ability<ISignals>()!.Send([child], Signal.Continue.Number);
        return Task.CompletedTask;
    };
}

public sealed class KillProcessContract : InjectorContract
{
    public override string Fault => "kill-process";

    protected override string Deed => nameof(ISignals.Send);

    private protected override FaultRequest Request(ILab lab) => Ask([lab.Nodes[0]], null, ("process", "redis-server"));

    private protected override Task IsThereAsync(ILab lab)
    {
        Assert.Empty(lab.Nodes[0].Processes(ContractStack.Server));
        return Task.CompletedTask;
    }

    [Fact]
    public async Task One_child_of_a_service_can_be_killed_while_the_service_goes_on()
    {
        await using ILab lab = await LabAsync();

        IInjection injection = await Injector.InjectAsync(
            lab, Ask([lab.Nodes[0]], ContractStack.Family, ("process", "tail")), Ct);

        Assert.True((await injection.ProveEffectAsync(Ct)).Holds);
        Assert.Equal(["sh", "sleep"], lab.Nodes[0].Processes(ContractStack.Family).Select(p => p.Name).Order());
        await injection.HealAsync(Ct);
        Assert.True((await injection.ProveHealedAsync(Ct)).Holds);
    }

    [Fact]
    public async Task Says_what_runs_when_there_is_no_such_process()
    {
        await using ILab lab = await LabAsync();

        LabException none = await Assert.ThrowsAsync<LabException>(
            () => Injector.InjectAsync(lab, Ask([lab.Nodes[0]], null, ("process", "postgres")), Ct));

        Assert.Equal("No process 'postgres' runs on n1; there are redis-server, sleep, sh, tail.", none.Message);
    }
}
