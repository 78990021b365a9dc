using ChaosHarness.Labs.Clocks;
using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>Wall clocks of the processes of a node. The kernel has one for all; each process asks it by functions of its own.</summary>
internal sealed class NodeClocks(ISignals signals, TimeProvider clock) : IClocks
{
    /// <summary>A thread is within one of these functions for less than a millionth of a second.</summary>
    private const int AttemptsMax = 20;

    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(1), s_stopLimit = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public TimeSpan? Offset(int pid)
    {
        using ProcessClock? its = ProcessClock.Open(pid);
        return its is null ? null : TimeSpan.FromSeconds(its.Seconds);
    }

    /// <inheritdoc/>
    public async Task SetAsync(int pid, TimeSpan offset, CancellationToken ct)
    {
        for (int attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (await TrySetAsync(pid, (long)offset.TotalSeconds, ct))
                return;
            await Task.Delay(s_between, clock, ct);
        }

        throw new LabException($"process {pid} tells the time too often for its clock to be set");
    }

    /// <summary>
    /// Does it while the process is stopped, unless a thread is in the midst of what is changed. Whoever stopped it before
    /// lets it go on.
    /// </summary>
    private async Task<bool> TrySetAsync(int pid, long seconds, CancellationToken ct)
    {
        bool runs = ProcFiles.Stat(pid)?.State != ProcessThreads.Stopped;
        if (runs)
            signals.Send([pid], Libc.Stop);
        try
        {
            await StoppedAsync(pid, ct);
            // Opened only now: a process that executes another program has another memory.
            using ProcessClock? its = ProcessClock.Open(pid);
            if (its is not null && ProcessThreads.AnyIn(its.Code, pid))
                return false;
            its?.Set(seconds);
            return true;
        }
        finally
        {
            if (runs)
                signals.Send([pid], Libc.Continue);
        }
    }

    private async Task StoppedAsync(int pid, CancellationToken ct)
    {
        Instant end = Instant.Now(clock) + s_stopLimit;
        while (!ProcessThreads.AllStopped(pid))
        {
            if (Instant.Now(clock) >= end)
                throw new LabException($"process {pid} did not stop within {s_stopLimit.TotalSeconds:0} s for its clock to be set");
            await Task.Delay(s_between, clock, ct);
        }
    }
}
