using System.Globalization;
using ChaosHarness.Labs;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Locks;

/// <summary>
/// Looks in the kernel's own words whether a process of a service holds a file locked: <c>/proc/PID/fdinfo/N</c> lists
/// the locks that were taken through a descriptor (proc_pid_fdinfo(5)). Other than <c>/proc/locks</c> it names the owner
/// of open file description locks too.
/// </summary>
internal sealed class FileLockProbe(INode node, string service, string file) : IProbe
{
    public Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct)
    {
        Dictionary<string, string> data = [];
        foreach (int pid in node.Processes(service).Select(p => p.Pid))
        {
            if (Holds($"/proc/{pid}", file))
                data["pid"] = pid.ToString(CultureInfo.InvariantCulture);
        }

        return Task.FromResult<IReadOnlyList<Answer>>([new Answer(node.Name, data.Count > 0 ? "holder" : "absent", data)]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Whether a process, by its folder below /proc, has a file open with a lock for writing.</summary>
    internal static bool Holds(string process, string file) =>
        Read(() => Directory.GetFiles(Path.Combine(process, "fd")), [])
            .Where(fd => Read(() => File.ResolveLinkTarget(fd, returnFinalTarget: false)?.FullName, null) == file)
            .Any(fd => IsLocked(Read(() => File.ReadAllText(Path.Combine(process, "fdinfo", Path.GetFileName(fd))), "")));

    /// <summary>A process closes descriptors, and ends, while it is looked at: what is gone holds nothing.</summary>
    private static T Read<T>(Func<T> read, T gone)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return gone;
        }
    }

    /// <summary>Whether <c>fdinfo</c> lists a lock for writing, of any of the kernel's kinds.</summary>
    internal static bool IsLocked(string fdinfo) => fdinfo.Split('\n').Any(line =>
        line.StartsWith("lock:", StringComparison.Ordinal)
        && line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains("WRITE"));
}
