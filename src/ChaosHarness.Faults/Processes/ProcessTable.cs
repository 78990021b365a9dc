using System.Globalization;

namespace ChaosHarness.Faults.Processes;

/// <summary>What the kernel tells of the processes of this machine, under <c>/proc</c>.</summary>
internal static class ProcessTable
{
    /// <summary>The state of a stopped process.</summary>
    public const char Stopped = 'T';

    /// <summary>Where the time of the start stands among the fields after the name.</summary>
    private const int StartField = 19;

    /// <summary>The state letter of a process (R, S, D, T, Z ...); null when it is gone.</summary>
    public static char? State(int pid) => Stat(pid) is { } fields ? fields[0][0] : null;

    /// <summary>Whether it is there and has not exited.</summary>
    public static bool IsAlive(int pid) => State(pid) is not (null or 'Z' or 'X');

    /// <summary>
    /// When it was started, in the kernel's ticks since boot; null when it is gone. Together with the id it names a
    /// process for good.
    /// </summary>
    public static long? Started(int pid) =>
        Stat(pid) is { } fields ? long.Parse(fields[StartField], CultureInfo.InvariantCulture) : null;

    /// <summary>The same of what <c>/proc/PID/stat</c> holds.</summary>
    public static long StartedIn(string stat) => long.Parse(Fields(stat)[StartField], CultureInfo.InvariantCulture);

    /// <summary>
    /// The processes in a process namespace, such as <c>pid:[4026532201]</c>. The kernel gives the number of a
    /// namespace that is gone to a new one, which is told by its first process; a namespace without one is on its way
    /// out.
    /// </summary>
    /// <param name="name">The kernel's name for it.</param>
    /// <param name="started">When its first process was started.</param>
    public static IReadOnlyList<int> InNamespace(string name, long started)
    {
        int[] there = [.. All().Where(pid => Namespace(pid) == name && IsAlive(pid))];
        int? first = there.Cast<int?>().FirstOrDefault(pid => IsFirst(pid!.Value));
        return first is { } pid && Started(pid) != started ? [] : there;
    }

    /// <summary>
    /// For how long the threads of a process ran and waited for a processor, and how often they got one: what does not
    /// change in a process that cannot run. Null when it is gone.
    /// </summary>
    public static string? Activity(int pid)
    {
        try
        {
            string[] threads = Directory.GetDirectories($"/proc/{pid}/task");
            IEnumerable<string> sorted = threads.Order(StringComparer.Ordinal);
            return string.Join('|', sorted.Select(t => $"{t}:{File.ReadAllText($"{t}/schedstat")}"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static IEnumerable<int> All() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        select int.Parse(name, CultureInfo.InvariantCulture);

    /// <summary>Whether it is process 1 of its namespace; the last of its ids is the one it has there.</summary>
    private static bool IsFirst(int pid)
    {
        try
        {
            string? ids = File.ReadLines($"/proc/{pid}/status")
                .FirstOrDefault(l => l.StartsWith("NSpid:", StringComparison.Ordinal));
            return ids?.Split('\t')[^1] == "1";
        }
        catch (IOException)
        {
            return false;
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
