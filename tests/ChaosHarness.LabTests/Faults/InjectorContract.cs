using ChaosHarness.Faults;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Labs.Kit;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Faults;

/// <summary>What every injector has to keep, tried on a real lab. One class for each injector.</summary>
public abstract class InjectorContract
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The fault's name.</summary>
    public abstract string Fault { get; }

    /// <summary>The method of a node, switch or ability that does the deed.</summary>
    protected abstract string Deed { get; }

    /// <summary>
    /// Whether the fault stays until it is healed, so that a proof of healing before that has to fail.
    /// </summary>
    protected virtual bool StaysUntilHealed => true;

    /// <summary>Whether healing brings everything back as it was.</summary>
    protected virtual bool Heals => true;

    private protected IInjector Injector => Injectors.All.Single(i => i.Kind.Name == Fault);

    /// <summary>The fault as a scenario would ask for it, on node n1 (and others where it needs them).</summary>
    private protected abstract FaultRequest Request(ILab lab);

    /// <summary>
    /// Makes the fault impossible, and gives a part of the message that has to say so. Default: n1 is off.
    /// </summary>
    private protected virtual async Task<string> SpoilAsync(ILab lab)
    {
        await lab.Nodes[0].Ability<IPower>()!.OffAsync(Ct);
        return "n1 is off";
    }

    /// <summary>Looks with the test's own eyes that the fault is there.</summary>
    private protected abstract Task IsThereAsync(ILab lab);

    /// <summary>Takes the fault away behind the injector's back. Default: nobody brings the dead back.</summary>
    private protected virtual Func<ILab, Task>? Sabotage => null;

    /// <summary>Brings the lab into the state from which the fault starts. Default: nothing.</summary>
    private protected virtual Task ArrangeAsync(ILab lab) => Task.CompletedTask;

    [Fact]
    public async Task Takes_effect_with_proof_and_is_healed_with_proof_however_often()
    {
        await using ILab lab = await LabAsync();
        string before = await Condition.OfAsync(lab);
        FaultRequest request = Request(lab);
        Assert.Null(Injector.Unavailable(lab, request));
        IReadOnlyList<PlannedCommand> plan = Injector.Plan(lab, request);
        Assert.NotEmpty(plan);
        Assert.All(plan, p => Assert.NotEqual("", p.Command));

        Instant asked = Instant.Now(TimeProvider.System);
        IInjection injection = await Injector.InjectAsync(lab, request, Ct);
        Proof effect = await injection.ProveEffectAsync(Ct);
        Assert.True(effect.Holds, effect.Evidence);
        Assert.EndsWith(".", effect.Evidence, StringComparison.Ordinal);
        Assert.True(asked <= effect.At && effect.At <= Instant.Now(TimeProvider.System));
        await IsThereAsync(lab);
        if (StaysUntilHealed)
        {
            Proof tooEarly = await injection.ProveHealedAsync(Ct);
            Assert.False(tooEarly.Holds, tooEarly.Evidence);
        }

        await injection.HealAsync(Ct);
        await injection.HealAsync(Ct);
        Proof healed = await injection.ProveHealedAsync(Ct);
        TestContext.Current.SendDiagnosticMessage($"{Fault}: {effect.Evidence} | {healed.Evidence}");
        Assert.True(healed.Holds, healed.Evidence);
        Assert.True(effect.At < healed.At);
        if (Heals)
            await Condition.IsAgainAsync(before, lab);
    }

    [Fact]
    public async Task A_fault_that_did_not_happen_or_is_gone_again_is_not_proven()
    {
        await using ILab lab = await LabAsync();
        ILab swallowing = Tampering.Swallowing(lab, Deed);
        IInjection injection = await Injector.InjectAsync(swallowing, Request(swallowing), Ct);
        Proof effect = await injection.ProveEffectAsync(Ct);
        Assert.False(effect.Holds, effect.Evidence);
        if (Sabotage is null)
            return;

        await ArrangeAsync(lab);
        injection = await Injector.InjectAsync(lab, Request(lab), Ct);
        await Sabotage(lab);
        effect = await injection.ProveEffectAsync(Ct);
        Assert.False(effect.Holds, effect.Evidence);
        await injection.HealAsync(Ct);
    }

    [Fact]
    public async Task Leaves_nothing_behind_when_it_is_cancelled_in_the_middle()
    {
        await using ILab lab = await LabAsync();
        string before = await Condition.OfAsync(lab);
        using CancellationTokenSource run = new();
        ILab tampered = Tampering.After(lab, Deed, run.CancelAsync);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Injector.InjectAsync(tampered, Request(tampered), run.Token));

        Assert.True(run.IsCancellationRequested, $"{Deed} was never called");
        await Condition.IsAgainAsync(before, lab);
    }

    [Fact]
    public async Task Leaves_nothing_behind_when_the_lab_fails_in_the_middle()
    {
        await using ILab lab = await LabAsync();
        string before = await Condition.OfAsync(lab);
        bool failed = false;
        ILab tampered = Tampering.After(lab, Deed, FailOnce);

        LabException failure = await Assert.ThrowsAsync<LabException>(
            () => Injector.InjectAsync(tampered, Request(tampered), Ct));

        Assert.Contains("the lab is in trouble", failure.Message, StringComparison.Ordinal);
        await Condition.IsAgainAsync(before, lab);

        Task FailOnce()
        {
            if (failed)
                return Task.CompletedTask;
            failed = true;
            throw new LabException("the lab is in trouble");
        }
    }

    [Fact]
    public async Task Says_clearly_that_it_cannot_take_effect_on_a_dead_node()
    {
        await using ILab lab = await LabAsync();
        string expected = await SpoilAsync(lab);
        string before = await Condition.OfAsync(lab);

        LabException refused = await Assert.ThrowsAsync<LabException>(
            () => Injector.InjectAsync(lab, Request(lab), Ct));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await Condition.OfAsync(lab));
    }

    private protected static FaultRequest Ask(
        IReadOnlyList<INode> targets, string? service = null, params (string Name, object Value)[] parameters) => new(
        "the fault", targets, service,
        parameters.ToDictionary(p => p.Name, p => new ParameterValue($"{p.Value}", p.Value)),
        new Dictionary<string, IReadOnlyList<INode>>(),
        TimeProvider.System);

    private protected static Task<CommandResult> PingAsync(INode from, INode to) =>
        from.RunAsync(new NodeCommand(["ping", "-c1", "-W1", $"{to.Address}"]), Ct);

    private protected async Task<ILab> LabAsync()
    {
        ILab lab = await TestLab.CreateAsync(ContractStack.Build(), new TestJournal(), Ct);
        foreach (INode node in lab.Nodes)
        {
            // Processes of a service appear one after the other, and bear their parent's name at first.
            while (Names(node.Processes(ContractStack.Family)) != "sh sleep tail")
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        }

        await ArrangeAsync(lab);
        return lab;
    }

    private static string Names(IEnumerable<ServiceProcess> processes) =>
        string.Join(' ', processes.Select(p => p.Name).Order());
}
