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
    private const int Ordinary = 0;
    private const int FirstInFirstOut = 1;
    private const int ResetOnFork = 0x40000000;
    private const int RealTimePriority = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>
    /// Prepares the calling thread: the kernel may otherwise wake it 50 µs late to save wake-ups, and on a busy machine
    /// lets it wait its turn among everything else. All of this are wishes: only root may raise priorities.
    /// </summary>
    /// <param name="realTime">
    /// Whether to run before all ordinary threads. Only for threads that need little: one that does not sleep would
    /// take a processor away from the system under test.
    /// </param>
    public static void PrepareThread(bool realTime)
    {
        _ = PrCtl(SetTimerSlack, 1, 0, 0, 0);

        // Threads that the runtime makes from this one must not inherit it: that is what the flag is for.
        if (realTime && SetScheduler(0, FirstInFirstOut | ResetOnFork, RealTimePriority) == 0) return;
        _ = SetScheduler(0, Ordinary | ResetOnFork, 0);
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

    /// <summary>Its structure has one field, the priority. "Process 0" is the calling thread.</summary>
    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int process, int policy, in int priority);

    /// <summary>For "process 0" Linux takes the calling thread.</summary>
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
