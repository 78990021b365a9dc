using ChaosHarness.Faults.Injecting;
using ChaosHarness.Faults.Services;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Clocks;

/// <summary>Has every process of a service read a wall clock of its own.</summary>
internal sealed class StepClockDeed(ServiceOf service, TimeSpan offset, TimeProvider clock) : IDeed
{
    private readonly ReachedProcesses _reached = new(service);
    private Instant _done;

    public string Where => service.Node.Name;

    private IClocks Clocks => service.Node.Need<IClocks>();

    public Task PrepareAsync(CancellationToken ct)
    {
        int[] other = [.. service.NeedRunning().Select(p => p.Pid).Where(p => Clocks.Offset(p) is { Ticks: not 0 })];
        if (other.Length > 0)
            throw new LabException($"The clock of '{service.Name}' on {Where} has been set already.");
        return Task.CompletedTask;
    }

    public async Task DoAsync(CancellationToken ct)
    {
        await _reached.ReachAllAsync(pids => SetAsync(pids, offset, ct), "their clocks can be set");
        _done = Instant.Now(clock);
    }

    /// <summary>Also those that were forked since, which have the clock of their parent.</summary>
    public Task UndoAsync(CancellationToken ct) =>
        _reached.UntilNoneAsync(Off, pids => SetAsync(pids, TimeSpan.Zero, ct), "their clocks can be set right");

    /// <summary>Looks at those whose clocks were set and that still run; programs started since have the machine's.</summary>
    public Task<Proof> ProveDoneAsync(CancellationToken ct)
    {
        int[] all = [.. Running.Intersect(_reached.StillThere)];
        int[] wrong = [.. all.Where(p => Clocks.Offset(p) != offset)];
        string set = $"the wall clock set {StepClockInjector.Words(offset)}";
        return Task.FromResult(all.Length == 0
            ? clock.Seen(false, $"{service.Name} on {Where} has none of its processes left.")
            : wrong.Length > 0
                ? clock.Seen(false, $"Process {wrong[0]} of {service.Name} on {Where} does not read {set}.")
                : new Proof(true, $"All {all.Length} processes of {service.Name} on {Where} read {set}.", _done));
    }

    public Task<Proof> ProveUndoneAsync(CancellationToken ct)
    {
        int[] off = [.. Off()];
        return Task.FromResult(clock.Seen(off.Length == 0, off.Length == 0
            ? $"All processes of {service.Name} on {Where} read the machine's clock."
            : $"Process {off[0]} of {service.Name} on {Where} still reads a clock of its own."));
    }

    private IEnumerable<int> Running => service.Processes.Select(p => p.Pid);

    private IEnumerable<int> Off() => service.Node.State == NodeState.Down
        ? [] : Running.Union(_reached.StillThere).Where(p => Clocks.Offset(p) is { Ticks: not 0 });

    private async Task SetAsync(IReadOnlyList<int> pids, TimeSpan to, CancellationToken ct)
    {
        foreach (int pid in pids)
            await Clocks.SetAsync(pid, to, ct);
    }
}
