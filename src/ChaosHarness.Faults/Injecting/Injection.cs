using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Injecting;

/// <summary>
/// One fault on all its targets: done on all of them or on none. Every target is prepared before the first is touched,
/// then all are hit at once; when one fails, or the run was cancelled meanwhile, those that were hit are mended before
/// the failure is passed on.
/// </summary>
internal sealed class Injection : IInjection
{
    /// <summary>How long a deed may take: longer than a service may take to stop.</summary>
    private static readonly TimeSpan s_deedLimit = TimeSpan.FromMinutes(2);

    /// <summary>How long mending may take after an injection that failed.</summary>
    private static readonly TimeSpan s_rollBackLimit = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyList<IDeed> _deeds;
    private readonly bool _heals;
    private readonly TimeProvider _clock;
    private readonly HashSet<IDeed> _done = [];

    private Injection(IReadOnlyList<IDeed> deeds, bool heals, TimeProvider clock)
    {
        (_deeds, _heals, _clock) = (deeds, heals, clock);
    }

    /// <summary>Does the same to each target of a request; healing takes it back.</summary>
    /// <exception cref="LabException">It could not be done on one of them; nothing of it is left.</exception>
    public static Task<IInjection> OnEachAsync(FaultRequest request, Func<INode, IDeed> deed, CancellationToken ct) =>
        InjectAsync([.. request.Targets.Select(deed)], heals: true, request.Clock, ct);

    /// <summary>Does all deeds, or none.</summary>
    /// <param name="deeds">One for each target.</param>
    /// <param name="heals">Whether healing takes them back; when it does not, what was done stays.</param>
    /// <param name="clock">The run's clock.</param>
    /// <exception cref="LabException">A deed could not be done; nothing of it is left.</exception>
    public static async Task<IInjection> InjectAsync(
        IReadOnlyList<IDeed> deeds, bool heals, TimeProvider clock, CancellationToken ct)
    {
        Injection injection = new(deeds, heals, clock);
        await Task.WhenAll(deeds.Select(d => d.PrepareAsync(ct)));
        try
        {
            ct.ThrowIfCancellationRequested();
            foreach (IDeed deed in deeds)
                injection._done.Add(deed);
            // A deed that has begun is finished even when the run is cancelled: half a deed cannot be taken back.
            using (CancellationTokenSource limit = new(s_deedLimit, clock))
                await Task.WhenAll(deeds.Select(d => d.DoAsync(limit.Token)));
            ct.ThrowIfCancellationRequested();
            return injection;
        }
        catch (Exception failure)
        {
            await injection.RollBackAsync(failure);
            throw;
        }
    }

    public Task<Proof> ProveEffectAsync(CancellationToken ct) =>
        ProveAsync(d => d.ProveDoneAsync(ct), Enumerable.Min, ct);

    public Task HealAsync(CancellationToken ct) => _heals ? UndoAsync(ct) : Task.CompletedTask;

    public Task<Proof> ProveHealedAsync(CancellationToken ct) => _heals
        ? ProveAsync(d => d.ProveUndoneAsync(ct), Enumerable.Max, ct)
        : Task.FromResult(_clock.Seen(true, "There is nothing to take back."));

    /// <summary>The fault has begun when the first target has it, and is over when the last has not.</summary>
    private async Task<Proof> ProveAsync(
        Func<IDeed, Task<Proof>> look, Func<IEnumerable<Instant>, Instant> at, CancellationToken ct)
    {
        Proof[] proofs = await Task.WhenAll(_deeds.Select(d => LookAsync(d, look, ct)));
        return Proofs.All(proofs, at);
    }

    private async Task<Proof> LookAsync(IDeed deed, Func<IDeed, Task<Proof>> look, CancellationToken ct)
    {
        try
        {
            return await look(deed);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            return _clock.Seen(false, $"{deed.Where} could not be looked at: {failure.Message}");
        }
    }

    private async Task UndoAsync(CancellationToken ct)
    {
        Exception?[] failures = await Task.WhenAll(_done.ToArray().Select(d => TryUndoAsync(d, ct)));
        if (failures.OfType<Exception>().ToArray() is [_, ..] failed)
            throw new LabException(string.Join("; ", failed.Select(f => f.Message)), failed[0]);
    }

    private async Task<Exception?> TryUndoAsync(IDeed deed, CancellationToken ct)
    {
        try
        {
            await deed.UndoAsync(ct);
            lock (_done)
                _done.Remove(deed);
            return null;
        }
        catch (Exception failure)
        {
            return new LabException($"{deed.Where} is not mended: {failure.Message}", failure);
        }
    }

    /// <summary>Mends with a limit of its own: the run's token may be the very reason for mending.</summary>
    private async Task RollBackAsync(Exception failure)
    {
        using CancellationTokenSource limit = new(s_rollBackLimit, _clock);
        try
        {
            await UndoAsync(limit.Token);
        }
        catch (Exception left)
        {
            throw new LabException(
                $"The fault failed ({failure.Message}), and could not be taken back: {left.Message}", failure);
        }
    }
}
