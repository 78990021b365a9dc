using System.Globalization;
using ChaosHarness.Faults;
using ChaosHarness.Labs;
using ChaosHarness.LabTests.Faults;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.LabTests.Patroni;

[Collection(nameof(PatroniLab))]
public sealed class PatroniOperationTests(PatroniLab cluster) : ITestsAnInjector
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static string Fault => "patroni";

    private static IInjector Injector => Injectors.All.Single(i => i.Kind.Name == Fault);

    [Theory]
    [InlineData("pause", null, "PATCH /config {\"pause\":true}")]
    [InlineData("edit-config", """{"postgresql":{"parameters":{"work_mem":"8MB"}}}""", "PATCH /config {\"postgresql\"")]
    public async Task What_changes_the_configuration_is_seen_there_and_taken_back(string operation, string? config, string plan)
    {
        ILab lab = await cluster.ReadyAsync();
        FaultRequest request = config is null ? Ask([lab.Nodes[0]], operation) : Ask([lab.Nodes[0]], operation, ("config", config));
        Assert.StartsWith(plan, Assert.Single(Injector.Plan(lab, request)).Command, StringComparison.Ordinal);

        IInjection injection = await Injector.InjectAsync(lab, request, Ct);
        Proof effect = await injection.ProveEffectAsync(Ct);
        Proof tooEarly = await injection.ProveHealedAsync(Ct);
        await injection.HealAsync(Ct);
        Proof healed = await injection.ProveHealedAsync(Ct);

        Assert.True(effect.Holds, effect.Evidence);
        Assert.False(tooEarly.Holds, tooEarly.Evidence);
        Assert.True(healed.Holds, healed.Evidence);
    }

    [Fact]
    public async Task After_a_switchover_somebody_else_leads()
    {
        ILab lab = await cluster.ReadyAsync();
        INode before = Assert.Single(await PatroniLab.HasAsync(lab, "pg-role", "primary", 1));

        IInjection injection = await Injector.InjectAsync(lab, Ask([before], "switchover"), Ct);
        Proof effect = await injection.ProveEffectAsync(Ct);

        Assert.True(effect.Holds, effect.Evidence);
        await cluster.ReadyAsync();
        INode now = Assert.Single(await PatroniLab.HasAsync(lab, "pg-role", "primary", 1));
        Assert.NotEqual(before, now);
        Observation wal = Assert.Single(await PatroniLab.LookAsync(lab, "wal"), o => o.Node == now.Name);
        long[] reached = [.. wal.Value.Split('/').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
        long[] left = [.. wal.Data["forks"].Split(' ')[^1].Split('@').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
        Assert.Equal(reached[0], left[0] + 1);
        Assert.InRange(left[1], 1, reached[1]);
    }

    [Fact]
    public async Task A_restarted_replica_has_a_younger_server()
    {
        ILab lab = await cluster.ReadyAsync();
        INode replica = (await PatroniLab.HasAsync(lab, "pg-role", "replica", 2))[0];

        IInjection injection = await Injector.InjectAsync(lab, Ask([replica], "restart"), Ct);
        Proof effect = await injection.ProveEffectAsync(Ct);

        Assert.True(effect.Holds, effect.Evidence);
    }

    [Fact]
    public async Task A_refused_operation_is_no_effect_and_Patronis_words_are_the_evidence()
    {
        ILab lab = await cluster.ReadyAsync();
        INode leader = Assert.Single(await PatroniLab.HasAsync(lab, "pg-role", "primary", 1));
        FaultRequest request = Ask([leader], "switchover") with
        {
            Groups = new Dictionary<string, IReadOnlyList<INode>> { ["to"] = [leader] },
        };

        IInjection injection = await Injector.InjectAsync(lab, request, Ct);
        Proof effect = await injection.ProveEffectAsync(Ct);

        Assert.False(effect.Holds, effect.Evidence);
        Assert.Contains(" refused, ", effect.Evidence, StringComparison.Ordinal);
    }

    private static FaultRequest Ask(IReadOnlyList<INode> targets, string operation, params (string Name, string Value)[] more) => new(
        "the operation", targets, null,
        more.Append(("do", operation)).ToDictionary(p => p.Item1, p => new ParameterValue(p.Item2, p.Item2)),
        new Dictionary<string, IReadOnlyList<INode>>(), TimeProvider.System);
}
