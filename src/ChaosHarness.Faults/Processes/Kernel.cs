using System.Runtime.InteropServices;

namespace ChaosHarness.Faults.Processes;

/// <summary>The system calls for handles of processes, which stay true when a process id is used again.</summary>
internal static class Kernel
{
    /// <summary>Readable: for a handle of a process, that it has exited.</summary>
    public const short PollIn = 1;

    private const long PidfdOpen = 434;

    /// <summary>Opens a handle of a process; negative when there is none.</summary>
    public static int OpenProcess(int pid) => (int)SystemCall(PidfdOpen, pid, 0);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Poll([In, Out] PollItem[] items, ulong count, int milliseconds);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long SystemCall(long number, long first, long second);

    /// <summary>What to wait for, and what has come.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollItem
    {
        /// <summary>The descriptor; negative ones are passed over.</summary>
        public int Descriptor;

        /// <summary>What to wait for.</summary>
        public short Wanted;

        /// <summary>What has come.</summary>
        public short Come;
    }
}
