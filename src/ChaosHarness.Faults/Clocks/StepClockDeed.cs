using ChaosHarness.Faults.Injecting;
using ChaosHarness.Faults.Services;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Clocks;

/// <summary>Has every process of a service read a wall clock of its own.</summary>
internal sealed class StepClockDeed(ServiceOf service, TimeSpan offset, TimeProvider clock) : IDeed
{
    /// <summary>
    /// A process may have forked another before its clock was set: the list is read again until it has no new ones.
    /// </summary>
    private const int RoundsMax = 20;

    private readonly HashSet<int> _set = [];
    private Instant _done;

    public string Where => service.Node.Name;

    private IClocks Clocks => service.Node.Need<IClocks>();

    private IEnumerable<int> Running =>
        service.Node.Processes(service.Name).Where(p => p.State is not ('Z' or 'X')).Select(p => p.Pid);

    public Task PrepareAsync(CancellationToken ct)
    {
        int[] other = [.. service.NeedRunning().Select(p => p.Pid).Where(p => Clocks.Offset(p) is { Ticks: not 0 })];
        if (other.Length > 0)
            throw new LabException($"The clock of '{service.Name}' on {Where} has been set already.");
        return Task.CompletedTask;
    }

    public async Task DoAsync(CancellationToken ct)
    {
        for (int round = 0; round < RoundsMax; round++)
        {
            int[] fresh = [.. Running.Where(_set.Add)];
            foreach (int pid in fresh)
                await Clocks.SetAsync(pid, offset, ct);
            _done = Instant.Now(clock);
            if (fresh.Length == 0)
                return;
        }

        throw new LabException($"{service.Name} on {Where} starts processes faster than their clocks can be set.");
    }

    /// <summary>Also those that were forked since, which have the clock of their parent.</summary>
    public async Task UndoAsync(CancellationToken ct)
    {
        for (int round = 0; round < RoundsMax; round++)
        {
            int[] off = [.. Off()];
            if (off.Length == 0)
                return;
            foreach (int pid in off)
                await Clocks.SetAsync(pid, TimeSpan.Zero, ct);
        }

        throw new LabException($"{service.Name} on {Where} starts processes faster than their clocks can be set right.");
    }

    public Task<Proof> ProveDoneAsync(CancellationToken ct)
    {
        int[] all = [.. Running];
        int[] wrong = [.. all.Where(p => Clocks.Offset(p) is { } seen && seen != offset)];
        string set = $"the wall clock set {StepClockInjector.Words(offset)}";
        return Task.FromResult(all.Length == 0
            ? clock.Seen(false, $"{service.Name} on {Where} has no processes left.")
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

    private IEnumerable<int> Off() =>
        service.Node.State == NodeState.Down ? [] : Running.Union(_set).Where(p => Clocks.Offset(p) is { Ticks: not 0 });
}
