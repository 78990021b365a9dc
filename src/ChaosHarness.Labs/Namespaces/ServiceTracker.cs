using System.Globalization;
using ChaosHarness.Journals;
using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>
/// Follows one service's main process during one boot of its node: its start when somebody has seen it, its exit
/// through a pidfd. Both are journalled.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="service">The service.</param>
/// <param name="find">The process as the harness sees it, by its id in the node; 0 when it is gone.</param>
/// <param name="watcher">Tells of exits.</param>
/// <param name="journal">Where both are written.</param>
internal sealed class ServiceTracker(
    string node, string service, Func<int, int> find, FdWatcher watcher, IJournal journal)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pidInNode;
    private int _pidFd = -1;
    private bool _ended;

    /// <summary>The main process as the harness sees it; null when it does not run.</summary>
    internal int? Pid { get; private set; }

    /// <summary>
    /// Takes what somebody has seen: the main process by its id in the node, 0 for none. An end is learnt from the kernel.
    /// </summary>
    /// <param name="pidInNode">The process.</param>
    /// <param name="at">When it was seen.</param>
    /// <param name="notBefore">When it was surely not there yet; null when it was told at once.</param>
    internal void Look(int pidInNode, Instant at, Instant? notBefore = null)
    {
        lock (_gate)
        {
            if (!_ended && pidInNode != 0 && pidInNode != _pidInNode)
                Follow(pidInNode, at, notBefore);
            Signal();
        }
    }

    /// <summary>Waits until the condition holds; it is looked at after every change.</summary>
    internal async Task WaitAsync(Func<bool> condition, CancellationToken ct)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (condition())
                    return;
                changed = _changed.Task;
            }
            await changed.WaitAsync(ct);
        }
    }

    /// <summary>Nothing is followed or journalled from now on.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _ended = true;
            Release();
            Signal();
        }
    }

    private void Follow(int pidInNode, Instant at, Instant? notBefore)
    {
        Release();
        _pidInNode = pidInNode;
        int pid = find(pidInNode);
        int pidFd = pid == 0 ? -1 : Libc.OpenProcess(pid);
        // The id could have been given to another process between the two looks.
        if (pidFd < 0 || ProcFiles.InnermostPid(pid) != pidInNode)
        {
            _ = pidFd < 0 ? 0 : Libc.Close(pidFd);
            journal.Write(Entry(EventKinds.ProcessExited, at, null, "ended before it was seen"));
            return;
        }
        (Pid, _pidFd) = (pid, pidFd);
        journal.Write(Entry(EventKinds.ProcessStarted, at, pid, null) with { NotBefore = notBefore });
        watcher.Watch(pidFd, time => Exited(pidFd, pid, time));
    }

    private void Exited(int pidFd, int pid, Instant at)
    {
        lock (_gate)
        {
            if (pidFd != _pidFd)
                return;
            Release();
            if (!_ended)
                journal.Write(Entry(EventKinds.ProcessExited, at, pid, null));
            Signal();
        }
    }

    private void Release()
    {
        if (_pidFd >= 0)
        {
            watcher.Forget(_pidFd);
            _ = Libc.Close(_pidFd);
        }
        (_pidFd, Pid) = (-1, null);
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }

    private JournalEvent Entry(string kind, Instant at, int? pid, string? note)
    {
        var data = new Dictionary<string, string>();
        if (pid is { } number)
            data["pid"] = number.ToString(CultureInfo.InvariantCulture);
        if (note is not null)
            data["note"] = note;
        return new JournalEvent { At = at, Kind = kind, Node = node, Subject = service, Data = data };
    }
}
