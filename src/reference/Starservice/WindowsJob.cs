using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Starservice;

/// <summary>
/// A job object with JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE that this process itself is in. Children begin in it, so there is no
/// moment in which one is not; and as this process has the only handle, the job ends, with all in it, when this process does.
/// Written from the documentation of CreateJobObject and AssignProcessToJobObject; it was never run.
/// </summary>
internal static partial class WindowsJob
{
    private const int ExtendedLimitInformation = 9;
    private const uint KillOnJobClose = 0x2000;

    private static nint s_job;

    /// <exception cref="Win32Exception">Windows refuses.</exception>
    public static void KillChildrenWithThisProcess()
    {
        if (s_job != 0)
            return;
        s_job = Check(CreateJobObject(0, 0));
        ExtendedLimits limits = new() { LimitFlags = KillOnJobClose };
        Check(SetInformationJobObject(s_job, ExtendedLimitInformation, in limits, Marshal.SizeOf<ExtendedLimits>()));
        Check(AssignProcessToJobObject(s_job, GetCurrentProcess()));
    }

    private static nint Check(nint result) => result != 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("kernel32.dll", EntryPoint = "CreateJobObjectW", SetLastError = true)]
    private static partial nint CreateJobObject(nint attributes, nint name);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    private static partial int SetInformationJobObject(nint job, int kind, in ExtendedLimits limits, int length);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    private static partial int AssignProcessToJobObject(nint job, nint process);

    [LibraryImport("kernel32.dll")]
    private static partial nint GetCurrentProcess();

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION: the basic limits, the I/O counters, four sizes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ExtendedLimits
    {
        public long ProcessUserTime, JobUserTime;
        public uint LimitFlags;
        public nuint WorkingSetMin, WorkingSetMax;
        public uint Processes;
        public nuint Affinity;
        public uint Priority, Scheduling;
        public ulong Reads, Writes, Others, BytesRead, BytesWritten, BytesOther;
        public nuint ProcessMemory, JobMemory, PeakProcessMemory, PeakJobMemory;
    }
}
