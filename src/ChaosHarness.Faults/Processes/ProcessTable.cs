using System.Globalization;

namespace ChaosHarness.Faults.Processes;

/// <summary>What the kernel tells of the processes of this machine, under <c>/proc</c>.</summary>
internal static class ProcessTable
{
    /// <summary>The state of a stopped process.</summary>
    public const char Stopped = 'T';

    /// <summary>The state letter of a process (R, S, D, T, Z ...); null when it is gone.</summary>
    public static char? State(int pid) => Stat(pid) is { } fields ? fields[0][0] : null;

    /// <summary>Whether it is there and has not exited.</summary>
    public static bool IsAlive(int pid) => State(pid) is not (null or 'Z' or 'X');

    /// <summary>
    /// When it was started, in the kernel's ticks since boot; null when it is gone. Together with the id it names a
    /// process for good.
    /// </summary>
    public static long? Started(int pid) => Stat(pid) is { } fields ? long.Parse(fields[19], CultureInfo.InvariantCulture) : null;

    /// <summary>The same field of what /proc/PID/stat holds.</summary>
    public static string StartedField(string stat) => Fields(stat)[19];

    /// <summary>The processes in a process namespace, such as <c>pid:[4026532201]</c>.</summary>
    public static IReadOnlyList<int> InNamespace(string name) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(n => int.Parse(n!, CultureInfo.InvariantCulture))
            .Where(pid => Namespace(pid) == name && IsAlive(pid)),
    ];

    /// <summary>
    /// How often the threads of a process have been put on and off a processor, and for how long they ran: what does
    /// not change in a process that cannot run. Null when it is gone.
    /// </summary>
    public static string? Activity(int pid)
    {
        try
        {
            IEnumerable<string> threads = Directory.EnumerateDirectories($"/proc/{pid}/task").Order(StringComparer.Ordinal);
            return string.Join('|', threads.Select(t => $"{Path.GetFileName(t)}:{File.ReadAllText($"{t}/schedstat").Trim()}"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string? Namespace(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/pid").LinkTarget;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The fields after the name, which may hold blanks and brackets itself: state first.</summary>
    private static string[]? Stat(int pid)
    {
        try
        {
            return Fields(File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string[] Fields(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
}
