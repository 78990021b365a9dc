using System.Globalization;
using ChaosHarness.Journals;
using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>
/// Follows one service's main process during one boot of its node: its start when s6 writes its status, its exit
/// through a pidfd. Both are journalled.
/// </summary>
internal sealed class ServiceTracker(
    string node, string service, string superviseFolder, Func<int> supervisePid, FdWatcher watcher, IJournal journal)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pidInNode;
    private int _pidFd = -1;
    private bool _ended;

    /// <summary>The main process as the harness sees it; null when it does not run.</summary>
    internal int? Pid { get; private set; }

    /// <summary>Looks at the status again; called whenever its file was replaced.</summary>
    internal void Look(Instant at)
    {
        lock (_gate)
        {
            var status = SuperviseStatus.Read(superviseFolder);
            // s6 writes that a process has ended a moment after it has.
            if (!_ended && status.Pid != 0 && status.Pid != _pidInNode)
                Follow(status.Pid, at);
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

    private void Follow(int pidInNode, Instant at)
    {
        Release();
        _pidInNode = pidInNode;
        int pid = ProcFiles.Children(supervisePid()).FirstOrDefault(c => ProcFiles.InnermostPid(c) == pidInNode);
        int pidFd = pid == 0 ? -1 : Libc.OpenProcess(pid);
        // The id could have been given to another process between the two looks.
        if (pidFd < 0 || ProcFiles.InnermostPid(pid) != pidInNode)
        {
            _ = pidFd < 0 ? 0 : Libc.Close(pidFd);
            journal.Write(Entry(EventKinds.ProcessExited, at, null, "ended before it was seen"));
            return;
        }
        (Pid, _pidFd) = (pid, pidFd);
        journal.Write(Entry(EventKinds.ProcessStarted, at, pid, null));
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
