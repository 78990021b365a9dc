using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Scdata.Log;

/// <summary>
/// The exclusive lock on the transaction log, which only an active scdata holds, and which is the handle that it writes
/// through. It ends with the process, however that ends: the kernel takes it back.
/// </summary>
/// <remarks>
/// On Linux the lock of flock(2): other than a POSIX lock it belongs to the open file, and does not end when some other
/// handle of the same file is closed. It is advisory, so standbys can read; network and cluster file systems carry it to
/// other machines (NFS does as a byte-range lock, flock(2)), as file systems in user space do, which are not told to whom
/// an open file description lock of fcntl(2) belongs. Where the volume is taken away the lock goes with it, and the handle is
/// good for nothing from then on: <see cref="LogWriter.Look"/>. On Windows the handle shares reading only, which NTFS and cluster
/// shared volumes enforce; this half was never run.
/// </remarks>
internal static partial class LogLock
{
    private const int SetFlags = 4, AppendFlag = 0x400;
    private const int ExclusiveWithoutWaiting = 2 | 4;
    private const int WouldBlock = 11;
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Opens the log for writing with the lock on it, or gives null where somebody else holds it.</summary>
    /// <param name="create">Whether to make the file where there is none.</param>
    public static SafeFileHandle? TryTake(string path, bool create)
    {
        FileMode mode = create ? FileMode.OpenOrCreate : FileMode.Open;
        if (OperatingSystem.IsWindows())
            return TryTakeOnWindows(path, mode);
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("scdata locks its log on Linux and on Windows only");
        SafeFileHandle file = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite);
        try
        {
            if (TryLock(file))
                return file;
            file.Dispose();
            return null;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static SafeFileHandle? TryTakeOnWindows(string path, FileMode mode)
    {
        try
        {
            return File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (IOException e) when (e.HResult == SharingViolation)
        {
            return null;
        }
    }

    private static bool TryLock(SafeFileHandle file)
    {
        if (Lock(file, ExclusiveWithoutWaiting) == 0)
        {
            // Whoever writes without the lock, against all rules, then shows behind our frames instead of among them.
            return Control(file, SetFlags, AppendFlag) == 0 ? true : throw Failed();
        }

        return Marshal.GetLastPInvokeError() == WouldBlock ? false : throw Failed();
    }

    private static LogFailedException Failed() =>
        new($"The transaction log cannot be locked: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc.so.6", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc.so.6", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, int argument);
}
