using ChaosHarness.Faults;
using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Tests.Faults;

public sealed class InjectionTests
{
    private readonly List<string> _log = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Touches_no_target_when_one_of_them_cannot_be_hit()
    {
        ScriptedDeed bad = new("b", _log) { OnPrepare = () => throw new LabException("b is off") };

        LabException refused = await Assert.ThrowsAsync<LabException>(
            () => InjectAsync(new ScriptedDeed("a", _log), bad));

        Assert.Equal("b is off", refused.Message);
        Assert.Empty(_log);
    }

    [Fact]
    public async Task Mends_every_target_when_one_of_them_fails()
    {
        ScriptedDeed bad = new("b", _log) { OnDo = () => throw new LabException("b broke") };

        LabException failed = await Assert.ThrowsAsync<LabException>(
            () => InjectAsync(new ScriptedDeed("a", _log), bad));

        Assert.Equal("b broke", failed.Message);
        Assert.Equal(["do a", "do b", "undo a", "undo b"], _log);
    }

    [Fact]
    public async Task Mends_every_target_when_it_is_cancelled_and_not_by_the_cancelled_token()
    {
        using CancellationTokenSource run = new();
        ScriptedDeed deed = new("a", _log)
        {
            OnDo = run.Cancel, OnUndo = ct => Assert.False(ct.IsCancellationRequested),
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Injection.InjectAsync([deed], heals: true, TimeProvider.System, run.Token));

        Assert.Equal(["do a", "undo a"], _log);
    }

    [Fact]
    public async Task Says_so_when_mending_fails_too()
    {
        ScriptedDeed bad = new("b", _log)
        {
            OnDo = () => throw new LabException("b broke"), OnUndo = _ => throw new LabException("b is lost"),
        };

        LabException failed = await Assert.ThrowsAsync<LabException>(() => InjectAsync(bad));

        Assert.Contains("b broke", failed.Message, StringComparison.Ordinal);
        Assert.Contains("b is lost", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heals_each_target_once_and_tries_again_where_it_failed()
    {
        bool broken = true;
        ScriptedDeed stubborn = new("b", _log) { OnUndo = _ => { if (broken) throw new LabException("stuck"); } };
        IInjection injection = await InjectAsync(new ScriptedDeed("a", _log), stubborn);
        _log.Clear();

        LabException stuck = await Assert.ThrowsAsync<LabException>(() => injection.HealAsync(Ct));
        broken = false;
        await injection.HealAsync(Ct);
        await injection.HealAsync(Ct);

        Assert.Equal("b is not mended: stuck", stuck.Message);
        Assert.Equal(["undo a", "undo b", "undo b"], _log);
    }

    [Fact]
    public async Task Heals_nothing_when_the_deed_is_meant_to_stay()
    {
        IInjection injection = await Injection.InjectAsync(
            [new ScriptedDeed("a", _log)], heals: false, TimeProvider.System, Ct);

        await injection.HealAsync(Ct);

        Assert.Equal(["do a"], _log);
        Assert.True((await injection.ProveHealedAsync(Ct)).Holds);
    }

    [Fact]
    public async Task Is_proven_only_when_every_target_is_from_the_first_effect_to_the_last_healing()
    {
        ScriptedDeed a = new("a", _log)
        {
            Done = new(true, "a is cut.", new Instant(20)), Undone = new(true, "a is back.", new Instant(50)),
        };
        ScriptedDeed b = new("b", _log)
        {
            Done = new(true, "b is cut.", new Instant(10)), Undone = new(true, "b is back.", new Instant(60)),
        };
        IInjection injection = await InjectAsync(a, b);

        Assert.Equal(new Proof(true, "a is cut. b is cut.", new Instant(10)), await injection.ProveEffectAsync(Ct));
        Assert.Equal(new Proof(true, "a is back. b is back.", new Instant(60)), await injection.ProveHealedAsync(Ct));

        b.Done = new Proof(false, "b still talks.", new Instant(30));
        Assert.False((await injection.ProveEffectAsync(Ct)).Holds);
    }

    [Fact]
    public async Task A_look_that_fails_proves_nothing()
    {
        ScriptedDeed blind = new("a", _log) { Done = null };
        IInjection injection = await InjectAsync(blind);

        Proof proof = await injection.ProveEffectAsync(Ct);

        Assert.False(proof.Holds);
        Assert.Contains("a could not be looked at", proof.Evidence, StringComparison.Ordinal);
    }

    private static Task<IInjection> InjectAsync(params IDeed[] deeds) =>
        Injection.InjectAsync(deeds, heals: true, TimeProvider.System, Ct);

    private sealed class ScriptedDeed(string where, List<string> log) : IDeed
    {
        public string Where => where;

        public Action OnPrepare { get; init; } = () => { };

        public Action OnDo { get; init; } = () => { };

        public Action<CancellationToken> OnUndo { get; init; } = _ => { };

        public Proof? Done { get; set; } = new(true, "", default);

        public Proof Undone { get; set; } = new(true, "", default);

        public async Task PrepareAsync(CancellationToken ct)
        {
            await Task.Yield();
            OnPrepare();
        }

        public Task DoAsync(CancellationToken ct) => Log("do", OnDo);

        public Task UndoAsync(CancellationToken ct) => Log("undo", () => OnUndo(ct));

        public Task<Proof> ProveDoneAsync(CancellationToken ct) =>
            Task.FromResult(Done ?? throw new LabException("no eyes"));

        public Task<Proof> ProveUndoneAsync(CancellationToken ct) => Task.FromResult(Undone);

        private Task Log(string what, Action then)
        {
            log.Add($"{what} {where}");
            try
            {
                then();
                return Task.CompletedTask;
            }
            catch (Exception failure)
            {
                return Task.FromException(failure);
            }
        }
    }
}
