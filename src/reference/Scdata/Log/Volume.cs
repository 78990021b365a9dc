using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Scdata.Log;

/// <summary>
/// Makes sure that what was written is on the volume. The base library's own flush takes no notice of EROFS, which is
/// what ext4 answers to a flush once an error has made it read-only: writes would be acknowledged that are nowhere.
/// </summary>
internal static partial class Volume
{
    private const int Interrupted = 4;
    private const int ReadFolder = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC

    /// <summary>fdatasync(2): the data, and all of the metadata that reading it again needs, such as the length.</summary>
    /// <exception cref="LogFailedException">They may not be there.</exception>
    public static void Flush(SafeFileHandle file)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                RandomAccess.FlushToDisk(file);
            else
                Check(() => FlushData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogFailedException($"The transaction log cannot be flushed to its volume: {e.Message}", e);
        }
    }

    /// <summary>Makes a new file's name as durable as its content. NTFS does so by itself.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        using SafeFileHandle handle = Open(folder, ReadFolder);
        if (handle.IsInvalid)
            throw new IOException($"{folder}: {Marshal.GetLastPInvokeErrorMessage()}");
        Check(() => FlushAll(handle));
    }

    private static void Check(Func<int> call)
    {
        while (call() != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
                throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FlushData(SafeFileHandle file);

    [LibraryImport("libc.so.6", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FlushAll(SafeFileHandle file);

    [LibraryImport("libc.so.6", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
