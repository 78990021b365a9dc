using ChaosHarness.Faults.Injecting;
using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Services;

/// <summary>Stops every process of a service where it stands.</summary>
internal sealed class PauseDeed(ServiceOf service, TimeProvider clock) : IDeed
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A process may have started another before the signal reached it: the list is read again until it has no new
    /// ones.
    /// </summary>
    private const int RoundsMax = 20;

    /// <summary>Process id and start, which name a process for good.</summary>
    private readonly Dictionary<int, long> _stopped = [];
    private Instant _sent;

    public string Where => service.Node.Name;

    public Task PrepareAsync(CancellationToken ct)
    {
        if (service.NeedRunning().All(p => ProcessTable.State(p.Pid) == ProcessTable.Stopped))
            throw new LabException($"The service '{service.Name}' on {Where} is stopped by a signal already.");
        return Task.CompletedTask;
    }

    public Task DoAsync(CancellationToken ct)
    {
        _sent = Instant.Now(clock);
        for (int round = 0; round < RoundsMax; round++)
        {
            IEnumerable<int> all = service.Node.Processes(service.Name).Select(p => p.Pid);
            int[] fresh = [.. all.Where(p => !_stopped.ContainsKey(p))];
            if (fresh.Length == 0)
                return Task.CompletedTask;
            foreach (int pid in fresh)
            {
                if (ProcessTable.Started(pid) is { } started)
                    _stopped[pid] = started;
            }

            service.Node.Need<ISignals>().Send(fresh, Signal.Stop.Number);
        }

        throw new LabException($"{service.Name} on {Where} starts processes faster than they can be stopped.");
    }

    public Task UndoAsync(CancellationToken ct)
    {
        int[] here = [.. StillThere()];
        if (here.Length > 0)
            service.Node.Need<ISignals>().Send(here, Signal.Continue.Number);
        return Task.CompletedTask;
    }

    public Task<Proof> ProveDoneAsync(CancellationToken ct) => Eventually.HoldsAsync(LookStopped, s_limit, clock, ct);

    public Task<Proof> ProveUndoneAsync(CancellationToken ct) =>
        Eventually.HoldsAsync(LookContinued, s_limit, clock, ct);

    private Proof LookStopped()
    {
        ServiceProcess[] all = [.. service.Node.Processes(service.Name).Where(p => p.State is not ('Z' or 'X'))];
        ServiceProcess[] moving = [.. all.Where(p => ProcessTable.State(p.Pid) is not ProcessTable.Stopped)];
        if (all.Length == 0)
            return clock.Seen(false, $"{service.Name} on {Where} has no processes left.");
        return moving.Length == 0
            ? new Proof(true, $"All {all.Length} processes of {service.Name} on {Where} are stopped (state T).", _sent)
            : clock.Seen(false, $"{service.Describe(moving[0])} is in state {ProcessTable.State(moving[0].Pid)}.");
    }

    private Proof LookContinued()
    {
        int[] here = [.. StillThere()];
        int[] stopped = [.. here.Where(p => ProcessTable.State(p) == ProcessTable.Stopped)];
        string seen = stopped.Length == 0
            ? $"{here.Length} of {_stopped.Count} processes of {service.Name} on {Where} are there, none is stopped."
            : $"Process {stopped[0]} of {service.Name} on {Where} is still stopped.";
        return clock.Seen(stopped.Length == 0, seen);
    }

    private IEnumerable<int> StillThere() =>
        _stopped.Where(p => ProcessTable.Started(p.Key) == p.Value).Select(p => p.Key);
}
