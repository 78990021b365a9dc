namespace ChaosHarness.Labs.Native;

/// <summary>A child of this process, watched through a pidfd and reaped when it exits.</summary>
internal sealed unsafe class Reaped
{
    private const int ByPid = 1, Exited = 4;
    private readonly FdWatcher _watcher;
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private bool _gone;

    internal Reaped(FdWatcher watcher, int pid)
    {
        _watcher = watcher;
        Pid = pid;
        PidFd = Libc.OpenProcess(pid);
        if (PidFd < 0)
            throw new LabException($"cannot watch process {pid}: {Libc.LastError}");
        watcher.Watch(PidFd, Collect);
    }

    internal int Pid { get; }

    /// <summary>Names the process as long as it was not reaped.</summary>
    internal int PidFd { get; }

    /// <summary>Its exit code; 128 and the signal's number when a signal ended it, as a shell says it.</summary>
    internal Task<int> ExitCode => _exit.Task;

    /// <summary>Kills it if it is still there; its id cannot have come to mean another process.</summary>
    internal void Kill()
    {
        lock (_gate)
        {
            if (!_gone)
                _ = Libc.SendSignal(Pid, Libc.Kill);
        }
    }

    private void Collect(Instant at)
    {
        int code;
        lock (_gate)
        {
            int* info = stackalloc int[32];
            if (Libc.WaitId(ByPid, Pid, info, Exited) < 0)
                info[2] = 1;
            _gone = true;
            code = info[2] == 1 ? info[6] : 128 + info[6];
            _watcher.Forget(PidFd);
            _ = Libc.Close(PidFd);
        }
        _exit.TrySetResult(code);
    }
}
