using System.Globalization;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Clocks;

/// <summary>What the threads of a process do.</summary>
internal static class ProcessThreads
{
    /// <summary>The kernel's letter for a thread that a signal has stopped.</summary>
    public const char Stopped = 'T';

    /// <summary>Whether the process is there and has not ended.</summary>
    public static bool Exist(int pid) => Threads(pid).Any(t => State(t) is not (null or 'Z' or 'X'));

    /// <summary>Whether every thread is stopped by a signal; also when the process is gone.</summary>
    public static bool AllStopped(int pid) => Threads(pid).All(t => State(t) is null or 'Z' or 'X' or Stopped);

    /// <summary>
    /// Whether the next instruction of a stopped thread is in a range of addresses: it stands at the end of
    /// <c>/proc/PID/task/TID/syscall</c> (proc(5)).
    /// </summary>
    public static bool AnyIn((long Start, long End) range, int pid) => Threads(pid).Any(t => IsIn(range, t));

    private static IEnumerable<string> Threads(int pid) =>
        NumberedEntries.Of($"/proc/{pid}/task").Select(t => $"/proc/{pid}/task/{t}");

    private static char? State(string thread) => ProcFiles.Stat(thread)?.State;

    private static bool IsIn((long Start, long End) range, string thread)
    {
        if (ProcFiles.Read($"{thread}/syscall")?.TrimEnd() is not { } place || place.LastIndexOf("0x", StringComparison.Ordinal) is not (>= 0 and var at))
            return false;
        long next = long.Parse(place[(at + 2)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return next >= range.Start && next < range.End;
    }
}
