using System.Globalization;

namespace ChaosHarness.Labs.Clocks;

/// <summary>Where the threads of a stopped process stand.</summary>
internal static class Threads
{
    /// <summary>The kernel's letter for that.</summary>
    public const char Stopped = 'T';

    /// <summary>
    /// Whether every thread is stopped by a signal, outside of a range of addresses; true when the process is gone. The
    /// kernel tells the next instruction of each at the end of <c>/proc/PID/task/TID/syscall</c> (proc(5)).
    /// </summary>
    public static bool AllStandOutside((long Start, long End) range, int pid)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{pid}/task").All(t => StandsOutside(range, t));
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static bool StandsOutside((long Start, long End) range, string thread)
    {
        string stat = File.ReadAllText($"{thread}/stat"), place = File.ReadAllText($"{thread}/syscall").TrimEnd();
        if (stat[stat.LastIndexOf(')') + 2] != Stopped || place == "running")
            return false;
        string hex = place[(place.LastIndexOf("0x", StringComparison.Ordinal) + 2)..];
        long next = long.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return next < range.Start || next >= range.End;
    }
}
