using ChaosHarness.Labs.Clocks;
using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>Wall clocks of the processes of a node. The kernel has one for all; each process asks it by functions of its own.</summary>
internal sealed class NodeClocks(ISignals signals, TimeProvider clock) : IClocks
{
    /// <summary>A thread is within one of these functions for less than a millionth of a second.</summary>
    private const int AttemptsMax = 200;

    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(1);

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
            if (TrySet(pid, (long)offset.TotalSeconds))
                return;
            await Task.Delay(s_between, clock, ct);
        }

        throw new LabException($"Process {pid} does not stand still for its clock to be set.");
    }

    /// <summary>
    /// Does it while the process is stopped, unless a thread is in the midst of what is changed. Whoever stopped it before
    /// lets it go on.
    /// </summary>
    private bool TrySet(int pid, long seconds)
    {
        using ProcessClock? its = ProcessClock.Open(pid);
        if (its is null)
            return true;
        bool runs = ProcFiles.Stat(pid)?.State != Threads.Stopped;
        if (runs)
            signals.Send([pid], Libc.Stop);
        try
        {
            if (!Threads.AllStandOutside(its.Code, pid))
                return false;
            its.Set(seconds);
            return true;
        }
        finally
        {
            if (runs)
                signals.Send([pid], Libc.Continue);
        }
    }
}
