using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ChaosHarness.Workloads.Histories;

/// <summary>Reserves disk space.</summary>
internal static partial class FileSpace
{
    /// <summary>Makes the file reach to the end of a range, with disk blocks behind all of it where the system can.</summary>
    /// <exception cref="IOException">There is no space left, or the file is too large for the file system.</exception>
    public static void Reserve(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux())
        {
            int error = PosixFallocate(file, offset, length);
            if (error == 0) return;
            throw new IOException(
                $"cannot reserve {length} bytes for the history: {new Win32Exception(error).Message}. "
                + "Free disk space where run folders are written.");
        }

        if (RandomAccess.GetLength(file) < offset + length) RandomAccess.SetLength(file, offset + length);
    }

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int PosixFallocate(SafeFileHandle file, long offset, long length);
}
