using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace ChaosHarness.Labs.Native;

/// <summary>One thread that waits for descriptors to become readable: exits of processes, changes of folders.</summary>
internal sealed unsafe class FdWatcher : IDisposable
{
    private const int Add = 1, Remove = 2;
    private const uint Readable = 1;
    private readonly ConcurrentDictionary<int, Action<Instant>> _callbacks = new();
    private readonly int _epoll = Checked(Libc.EpollCreate(Libc.CloseOnExec));
    private readonly int _wake = Checked(Libc.EventFd(0, Libc.CloseOnExec));
    private readonly TimeProvider _clock;
    private readonly Thread _thread;
    private volatile bool _ended;

    internal FdWatcher(TimeProvider clock)
    {
        _clock = clock;
        Watch(_wake, _ => { });
        _thread = new Thread(Loop) { IsBackground = true, Name = "lab watcher" };
        _thread.Start();
    }

    /// <summary>
    /// Calls back on the watcher's thread, with the time of the wake-up, whenever a descriptor is readable; at once
    /// when it is already. Callbacks must be short and must not throw.
    /// </summary>
    internal void Watch(int fd, Action<Instant> callback)
    {
        _callbacks[fd] = callback;
        var entry = new EpollEntry { Events = Readable, Fd = fd };
        if (Libc.EpollControl(_epoll, Add, fd, &entry) < 0)
        {
            _callbacks.TryRemove(fd, out _);
            throw new LabException($"cannot watch a descriptor: {Libc.LastError}");
        }
    }

    /// <summary>Forgets a descriptor; to be called before it is closed.</summary>
    internal void Forget(int fd)
    {
        if (!_callbacks.TryRemove(fd, out _))
            return;
        var entry = default(EpollEntry);
        _ = Libc.EpollControl(_epoll, Remove, fd, &entry);
    }

    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        ulong one = 1;
        _ = Libc.Write(_wake, &one, sizeof(ulong));
        _thread.Join();
        _ = Libc.Close(_epoll);
        _ = Libc.Close(_wake);
    }

    private void Loop()
    {
        const int most = 64;
        // The kernel packs this structure on x86-64 only.
        bool packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
        byte* entries = stackalloc byte[most * 16];
        while (!_ended)
        {
            int count = Libc.EpollWait(_epoll, entries, most, -1);
            var now = Instant.Now(_clock);
            for (int i = 0; i < count; i++)
            {
                int fd = packed ? *(int*)(entries + i * 12 + 4) : *(int*)(entries + i * 16 + 8);
                if (_callbacks.TryGetValue(fd, out var callback))
                    callback(now);
            }
        }
    }

    private static int Checked(int fd) =>
        fd >= 0 ? fd : throw new LabException($"the kernel refuses a descriptor: {Libc.LastError}");
}

/// <summary>epoll's entry as x86-64 lays it out; other machines have a gap that the constructor below minds.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct EpollEntry
{
    [FieldOffset(0)] internal uint Events;
    [FieldOffset(4)] private int _packedFd;
    [FieldOffset(8)] private int _alignedFd;

    internal int Fd
    {
        set
        {
            if (RuntimeInformation.ProcessArchitecture == Architecture.X64)
                _packedFd = value;
            else
                _alignedFd = value;
        }
    }
}
