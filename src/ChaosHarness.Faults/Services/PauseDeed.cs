using ChaosHarness.Faults.Injecting;
using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Services;

/// <summary>Stops every process of a service where it stands.</summary>
internal sealed class PauseDeed(ServiceOf service, TimeProvider clock) : IDeed
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    private readonly ReachedProcesses _reached = new(service);
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
        return _reached.ReachAllAsync(pids => SendAsync(pids, Signal.Stop), "they can be stopped");
    }

    public Task UndoAsync(CancellationToken ct) => SendAsync([.. _reached.StillThere], Signal.Continue);

    public Task<Proof> ProveDoneAsync(CancellationToken ct) => Eventually.HoldsAsync(LookStopped, s_limit, clock, ct);

    public Task<Proof> ProveUndoneAsync(CancellationToken ct) =>
        Eventually.HoldsAsync(LookContinued, s_limit, clock, ct);

    private Proof LookStopped()
    {
        IReadOnlyList<ServiceProcess> all = service.Processes;
        ServiceProcess[] moving = [.. all.Where(p => ProcessTable.State(p.Pid) is not ProcessTable.Stopped)];
        if (all.Count == 0)
            return clock.Seen(false, $"{service.Name} on {Where} has no processes left.");
        return moving.Length == 0
            ? new Proof(true, $"All {all.Count} processes of {service.Name} on {Where} are stopped (state T).", _sent)
            : clock.Seen(false, $"{service.Describe(moving[0])} is in state {ProcessTable.State(moving[0].Pid)}.");
    }

    private Proof LookContinued()
    {
        int[] here = [.. _reached.StillThere];
        int[] stopped = [.. here.Where(p => ProcessTable.State(p) == ProcessTable.Stopped)];
        string seen = stopped.Length == 0
            ? $"{here.Length} of {_reached.Count} processes of {service.Name} on {Where} are there, none is stopped."
            : $"Process {stopped[0]} of {service.Name} on {Where} is still stopped.";
        return clock.Seen(stopped.Length == 0, seen);
    }

    private Task SendAsync(IReadOnlyList<int> pids, Signal signal)
    {
        if (pids.Count > 0)
            service.Node.Need<ISignals>().Send(pids, signal.Number);
        return Task.CompletedTask;
    }
}
