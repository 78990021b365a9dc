using ChaosHarness.Faults.Injecting;
using ChaosHarness.Faults.Processes;
using ChaosHarness.Faults.Services;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Nodes;

/// <summary>Cuts a node's power, and gives it back after a while where that is asked.</summary>
internal sealed class PowerDeed(INode node, TimeSpan? backAfter, TimeProvider clock) : IDeed
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _healing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Boot? _before;
    private ExitWatch? _exits;
    private Instant _asked;
    private Task? _back;

    public string Where => node.Name;

    public async Task PrepareAsync(CancellationToken ct)
    {
        node.NeedUp();
        _before = await Boot.OfAsync(node, ct);
    }

    public async Task DoAsync(CancellationToken ct)
    {
        ServiceProcess[] processes = [.. node.Spec.Services.SelectMany(s => node.Processes(s.Name))];
        _exits = ExitWatch.Begin(processes, ServiceOf.ExitLimit, clock);
        _asked = Instant.Now(clock);
        await node.Need<IPower>().OffAsync(ct);
        if (backAfter is { } span)
            _back = BackAsync(span);
    }

    public async Task UndoAsync(CancellationToken ct)
    {
        _healing.TrySetResult();
        // When power did not come back by itself for some failure, it is given once more below.
        if (_back is { } back)
            await back.ContinueWith(static _ => { }, TaskScheduler.Default).WaitAsync(ct);
        if (node.State == NodeState.Down)
            await node.Need<IPower>().OnAsync(ct);
    }

    public async Task<Proof> ProveDoneAsync(CancellationToken ct)
    {
        await _exits!.WaitAsync(ServiceOf.ExitLimit, clock, ct);
        return await Eventually.HoldsAsync(LookOff, s_limit, clock, ct);
    }

    public Task<Proof> ProveUndoneAsync(CancellationToken ct) =>
        Eventually.HoldsAsync(LookBackAsync, s_limit, clock, ct);

    private async Task BackAsync(TimeSpan span)
    {
        await Task.WhenAny(Task.Delay(span, clock, CancellationToken.None), _healing.Task);
        await node.Need<IPower>().OnAsync(CancellationToken.None);
    }

    private Proof LookOff()
    {
        IReadOnlyList<int> left = _before!.Processes;
        if (left.Count > 0)
            return clock.Seen(false, $"{left.Count} processes of {node.Name} still run, such as {left[0]}.");
        string now = node.State == NodeState.Down ? "It is off now." : "It has booted again since.";
        string seen = $"No process of {node.Name} is left in its process namespace {_before.Namespace}. {now}";
        bool off = backAfter is not null || node.State == NodeState.Down;
        return new Proof(off, seen, _exits!.Exits.DefaultIfEmpty(_asked).Min());
    }

    private async Task<Proof> LookBackAsync(CancellationToken ct)
    {
        if (node.State != NodeState.Up)
            return clock.Seen(false, $"{node.Name} is not up.");
        Boot now = await Boot.OfAsync(node, ct);
        return now.Is(_before!)
            ? clock.Seen(false, $"{node.Name} still runs as it did before, in {now.Namespace}.")
            : clock.Seen(true, $"{node.Name} has booted and runs commands again, in {now.Namespace}.");
    }
}
