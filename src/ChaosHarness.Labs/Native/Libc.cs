using System.Runtime.InteropServices;

namespace ChaosHarness.Labs.Native;

/// <summary>The C library's functions that the base library has no methods for.</summary>
internal static partial class Libc
{
    private const string Name = "libc.so.6";

    internal const int Kill = 9, Continue = 18, Stop = 19;
    internal const int NoEntry = 2, NoProcess = 3, TryAgain = 11, NoReader = 6, Exists = 17;
    internal const int Detach = 2;
    internal const int CloseOnExec = 0x80000, NonBlocking = 0x800;

    [LibraryImport(Name, EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Mount(string source, string target, string type, ulong flags, string? data);

    [LibraryImport(Name, EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unmount(string target, int flags);

    [LibraryImport(Name, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, int mode);

    [LibraryImport(Name, EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int fd);

    [LibraryImport(Name, EntryPoint = "pipe2", SetLastError = true)]
    internal static unsafe partial int Pipe(int* ends, int flags);

    [LibraryImport(Name, EntryPoint = "write", SetLastError = true)]
    internal static unsafe partial nint Write(int fd, void* data, nint count);

    [LibraryImport(Name, EntryPoint = "read", SetLastError = true)]
    internal static unsafe partial nint Read(int fd, void* data, nint count);

    [LibraryImport(Name, EntryPoint = "pread", SetLastError = true)]
    internal static unsafe partial nint ReadAt(int fd, void* data, nint count, long offset);

    [LibraryImport(Name, EntryPoint = "pwrite", SetLastError = true)]
    internal static unsafe partial nint WriteAt(int fd, void* data, nint count, long offset);

    [LibraryImport(Name, EntryPoint = "getdents64", SetLastError = true)]
    internal static unsafe partial nint ReadEntries(int folder, void* entries, nint size);

    [LibraryImport(Name, EntryPoint = "kill", SetLastError = true)]
    internal static partial int SendSignal(int pid, int signal);

    [LibraryImport(Name, EntryPoint = "waitid", SetLastError = true)]
    internal static unsafe partial int WaitId(int kind, int id, void* info, int options);

    [LibraryImport(Name, EntryPoint = "prctl", SetLastError = true)]
    internal static partial int ProcessControl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport(Name, EntryPoint = "ioctl", SetLastError = true)]
    internal static unsafe partial int Control(int fd, nuint request, void* argument);

    [LibraryImport(Name, EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MakeFolderAt(int folder, string name, int mode);

    [LibraryImport(Name, EntryPoint = "fchmod", SetLastError = true)]
    internal static partial int ChangeMode(int fd, int mode);

    [LibraryImport(Name, EntryPoint = "fchown", SetLastError = true)]
    internal static partial int ChangeOwner(int fd, uint user, uint group);

    [LibraryImport(Name, EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ChangeOwnerAt(int folder, string name, uint user, uint group, int flags);

    [LibraryImport(Name, EntryPoint = "fchmodat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ChangeModeAt(int folder, string name, int mode, int flags);

    [LibraryImport(Name, EntryPoint = "getuid")]
    internal static partial uint UserId();

    [LibraryImport(Name, EntryPoint = "inotify_init1", SetLastError = true)]
    internal static partial int InotifyInit(int flags);

    [LibraryImport(Name, EntryPoint = "inotify_add_watch", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int InotifyAdd(int fd, string path, uint mask);

    [LibraryImport(Name, EntryPoint = "inotify_rm_watch", SetLastError = true)]
    internal static partial int InotifyRemove(int fd, int watch);

    [LibraryImport(Name, EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate(int flags);

    [LibraryImport(Name, EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static unsafe partial int EpollControl(int epoll, int operation, int fd, void* entry);

    [LibraryImport(Name, EntryPoint = "epoll_wait", SetLastError = true)]
    internal static unsafe partial int EpollWait(int epoll, void* entries, int count, int timeoutMs);

    [LibraryImport(Name, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventFd(uint value, int flags);

    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial nint SystemCall(nint number, nint a, nint b, nint c, nint d);

    /// <summary>A descriptor that becomes readable when the process exits; it cannot come to mean another one.</summary>
    internal static int OpenProcess(int pid) => (int)SystemCall(434, pid, 0, 0, 0);

    /// <summary>
    /// Opens a path as if <paramref name="root"/> were the root folder, absolute symbolic links included: a link in a
    /// node's file system must not lead to the host's. A ".." on the way, as in links below /sys, has the kernel say "try
    /// again" whenever a folder of the machine was renamed or mounted meanwhile (openat2(2)).
    /// </summary>
    internal static unsafe int OpenInRoot(int root, string path, int flags, int mode)
    {
        const ulong resolveInRoot = 0x10;
        const int attemptsMax = 1000;
        var how = stackalloc ulong[3] { (uint)flags | (uint)CloseOnExec, (uint)mode, resolveInRoot };
        nint text = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            int fd = -1;
            for (int attempt = 0; attempt < attemptsMax && fd < 0; attempt++)
            {
                fd = (int)SystemCall(437, root, text, (nint)how, 3 * sizeof(ulong));
                if (fd < 0 && Marshal.GetLastPInvokeError() != TryAgain)
                    break;
            }

            return fd;
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }

    /// <summary>What the last call said, in words.</summary>
    internal static string LastError => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
}
