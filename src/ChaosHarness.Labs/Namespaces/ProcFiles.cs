using System.Globalization;
using System.Text;
using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>What /proc says of processes. A process that is gone has no children, no name and no state.</summary>
internal static class ProcFiles
{
    /// <summary>The processes that a process is the parent of.</summary>
    internal static IReadOnlyList<int> Children(int pid)
    {
        var children = new List<int>();
        try
        {
            foreach (int thread in NumberedEntries.Of($"/proc/{pid}/task"))
                children.AddRange(File.ReadAllText($"/proc/{pid}/task/{thread}/children")
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(text => int.Parse(text, CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            // It, or one of its threads, is gone.
        }
        return children;
    }

    /// <summary>
    /// A process and its descendants, parents before children, without those that have exited and wait for their parents
    /// to look at them.
    /// </summary>
    internal static IEnumerable<ServiceProcess> Tree(int pid)
    {
        if (Stat(pid) is not var (name, state) || state is 'Z' or 'X')
            yield break;
        yield return new ServiceProcess(pid, name, state);
        foreach (var below in Children(pid).SelectMany(Tree))
            yield return below;
    }

    /// <summary>The kernel's name and state letter; null when it is gone.</summary>
    internal static (string Name, char State)? Stat(int pid) => Stat($"/proc/{pid}");

    /// <summary>The same of a folder under /proc, a process's or a thread's.</summary>
    internal static (string Name, char State)? Stat(string folder)
    {
        if (Read($"{folder}/stat") is not { Length: > 0 } stat)
            return null;
        int from = stat.IndexOf('('), to = stat.LastIndexOf(')');
        return (stat[(from + 1)..to], stat[to + 2]);
    }

    /// <summary>When it started, in the kernel's ticks since boot; 0 when it is gone. Field 22 of /proc/PID/stat (proc(5)).</summary>
    internal static long StartTicks(int pid) => Read($"/proc/{pid}/stat") is { Length: > 0 } stat
        ? long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture)
        : 0;

    /// <summary>Its program and arguments.</summary>
    internal static IReadOnlyList<string> CommandLine(int pid) =>
        (Read($"/proc/{pid}/cmdline") ?? "").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Its id in its own pid namespace; 0 when it is gone.</summary>
    internal static int InnermostPid(int pid)
    {
        string? line = Read($"/proc/{pid}/status")?.Split('\n')
            .FirstOrDefault(l => l.StartsWith("NSpid:", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line.Split('\t')[^1], CultureInfo.InvariantCulture);
    }

    /// <summary>All processes that this process can see.</summary>
    internal static IReadOnlyList<int> All() => NumberedEntries.Of("/proc");

    /// <summary>The pid namespace a process is in, as the kernel names it; null when it is gone.</summary>
    internal static string? PidNamespace(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/pid").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What a file says; null when the process is gone or closed to this user.</summary>
    internal static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
