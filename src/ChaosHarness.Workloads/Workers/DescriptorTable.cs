using System.Runtime.InteropServices;

namespace ChaosHarness.Workloads.Workers;

/// <summary>The process's table of open files and sockets.</summary>
internal static partial class DescriptorTable
{
    /// <summary>Files and sockets that are no operation's.</summary>
    private const int Others = 256;

    /// <summary>
    /// Makes room for so many sockets now. The kernel doubles the table whenever it is full, and makes the thread that
    /// opens a socket then wait for all processors to have passed by: milliseconds, which the schedule has not.
    /// </summary>
    public static void Reserve(int sockets)
    {
        if (!OperatingSystem.IsLinux()) return;
        for (int highest = sockets + Others; highest > Others; highest /= 2)
        {
            // Fails above the limit of open files (RLIMIT_NOFILE); then half of it may do.
            if (Duplicate(0, highest) != highest) continue;
            _ = Close(highest);
            return;
        }
    }

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
