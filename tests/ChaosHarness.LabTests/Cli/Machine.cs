using System.Globalization;

namespace ChaosHarness.LabTests.Cli;

/// <summary>What a run could leave behind on this machine.</summary>
internal static class Machine
{
    /// <summary>A process that cannot be mistaken for a later one with the same number.</summary>
    public readonly record struct ProcessKey(int Pid, long StartTicks);

    /// <summary>All descendants of a process, in all namespaces below this one.</summary>
    public static HashSet<ProcessKey> Descendants(int root)
    {
        Dictionary<int, (int Parent, long Start)> all = All();
        HashSet<ProcessKey> found = [];
        Queue<int> queue = new([root]);
        while (queue.TryDequeue(out int parent))
        {
            foreach ((int pid, (int itsParent, long start)) in all)
            {
                if (itsParent == parent && found.Add(new(pid, start)))
                    queue.Enqueue(pid);
            }
        }

        return found;
    }

    /// <summary>Those of a set that still live; zombies that wait for their reaper do not count.</summary>
    public static IReadOnlyList<string> Alive(IEnumerable<ProcessKey> processes) =>
    [
        .. processes.Where(p => Stat(p.Pid) is { } stat && stat.Start == p.StartTicks && stat.State != 'Z')
            .Select(p => $"{p.Pid} {Read($"/proc/{p.Pid}/cmdline").Replace('\0', ' ')}"),
    ];

    /// <summary>Mounts, network interfaces, cgroups and temporary files, as this namespace sees them.</summary>
    public static IReadOnlyList<string> Things() =>
    [
        .. File.ReadLines("/proc/self/mountinfo").Select(l => "mount " + string.Join(' ', l.Split(' ')[4..6])),
        .. Directory.EnumerateFileSystemEntries("/sys/class/net").Select(p => "interface " + p),
        .. Directory.EnumerateFileSystemEntries(Path.GetTempPath()).Where(IsOurs).Select(p => "file " + p),
        .. Cgroups().Select(p => "cgroup " + p),
    ];

    private static bool IsOurs(string path) => Path.GetFileName(path).Contains("chaos", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Cgroups() => Directory.Exists("/sys/fs/cgroup")
        ? Directory.EnumerateDirectories("/sys/fs/cgroup", "*chaos*", new EnumerationOptions
        {
            RecurseSubdirectories = true, IgnoreInaccessible = true,
        })
        : [];

    private static Dictionary<int, (int Parent, long Start)> All()
    {
        Dictionary<int, (int, long)> all = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out int pid) && Stat(pid) is { } stat)
                all[pid] = (stat.Parent, stat.Start);
        }

        return all;
    }

    private static (char State, int Parent, long Start)? Stat(int pid)
    {
        string text = Read($"/proc/{pid}/stat");
        if (text.Length == 0)
            return null;
        // The name in parentheses may hold anything, so fields are counted from the last parenthesis: state is the third.
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}
