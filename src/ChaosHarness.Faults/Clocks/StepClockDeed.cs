using ChaosHarness.Faults.Injecting;
using ChaosHarness.Faults.Processes;
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

    /// <summary>Process id and start, which name a process for good.</summary>
    private readonly Dictionary<int, long> _set = [];
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
            int[] fresh = [.. Running.Where(p => !_set.ContainsKey(p))];
            foreach (int pid in fresh)
            {
                _set[pid] = ProcessTable.Started(pid) ?? 0;
                await Clocks.SetAsync(pid, offset, ct);
            }

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

    /// <summary>Looks at those whose clocks were set and that still run; programs started since have the machine's.</summary>
    public Task<Proof> ProveDoneAsync(CancellationToken ct)
    {
        int[] all = [.. Running.Intersect(StillThere())];
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

    private IEnumerable<int> Off() =>
        service.Node.State == NodeState.Down ? [] : Running.Union(StillThere()).Where(p => Clocks.Offset(p) is { Ticks: not 0 });

    private IEnumerable<int> StillThere() =>
        _set.Where(p => ProcessTable.Started(p.Key) == p.Value).Select(p => p.Key);
}
