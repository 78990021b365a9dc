using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>Tells when a file was moved into a folder, as programs do that replace a file at once.</summary>
internal sealed unsafe class FolderWatch : IDisposable
{
    private const uint MovedTo = 0x80;
    private readonly FdWatcher _watcher;
    private readonly int _inotify;
    private readonly Dictionary<int, Action<Instant>> _callbacks = [];

    internal FolderWatch(FdWatcher watcher)
    {
        _watcher = watcher;
        _inotify = Libc.InotifyInit(Libc.CloseOnExec | Libc.NonBlocking);
        if (_inotify < 0)
            throw new LabException($"folders cannot be watched: {Libc.LastError}; raise fs.inotify.max_user_instances");
        watcher.Watch(_inotify, Drain);
    }

    internal void Add(string folder, Action<Instant> callback)
    {
        lock (_callbacks)
        {
            int watch = Libc.InotifyAdd(_inotify, folder, MovedTo);
            if (watch < 0)
                throw new LabException($"{folder} cannot be watched: {Libc.LastError}");
            _callbacks[watch] = callback;
        }
    }

    public void Dispose()
    {
        _watcher.Forget(_inotify);
        _ = Libc.Close(_inotify);
    }

    private void Drain(Instant at)
    {
        const int headerLength = 16;
        byte* buffer = stackalloc byte[4096];
        nint length = Libc.Read(_inotify, buffer, 4096);
        for (nint i = 0; i < length; i += headerLength + *(int*)(buffer + i + 12))
        {
            Action<Instant>? callback;
            lock (_callbacks)
                _callbacks.TryGetValue(*(int*)(buffer + i), out callback);
            callback?.Invoke(at);
        }
    }
}
