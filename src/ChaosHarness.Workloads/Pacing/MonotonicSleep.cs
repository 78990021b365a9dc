using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ChaosHarness.Workloads.Pacing;

/// <summary>Sleeps until an instant, to within some ten microseconds.</summary>
[SupportedOSPlatform("linux")]
internal static partial class MonotonicSleep
{
    private const int ClockMonotonic = 1;
    private const int AbsoluteTime = 1;
    private const int Interrupted = 4;
    private const int SetTimerSlack = 29;
    private const int PriorityOfProcess = 0;
    private const int Nice = -10;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>
    /// Prepares the calling thread: the kernel may otherwise wake it 50 µs late to save wake-ups, and on a busy machine
    /// runs it in turn with everything else. Both are wishes: an ordinary user may not raise priorities.
    /// </summary>
    public static void PrepareThread()
    {
        _ = PrCtl(SetTimerSlack, 1, 0, 0, 0);
        _ = SetPriority(PriorityOfProcess, 0, Nice);
    }

    /// <summary>Returns at the instant or shortly after it; at once when it is past.</summary>
    public static void Until(Instant instant)
    {
        var time = new TimeSpec
        {
            Seconds = (nint)(instant.Nanoseconds / NanosecondsPerSecond),
            Nanoseconds = (nint)(instant.Nanoseconds % NanosecondsPerSecond),
        };
        int error;
        do
        {
            error = ClockNanosleep(ClockMonotonic, AbsoluteTime, time, 0);
        }
        while (error == Interrupted);
        if (error != 0) throw new InvalidOperationException($"clock_nanosleep: error {error}");
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, in TimeSpec until, nint remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int PrCtl(int option, nuint a, nuint b, nuint c, nuint d);

    /// <summary>For "process 0" Linux takes the calling thread.</summary>
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
