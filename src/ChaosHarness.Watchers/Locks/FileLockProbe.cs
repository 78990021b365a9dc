using System.Globalization;
using ChaosHarness.Labs;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Locks;

/// <summary>
/// Looks in the kernel's own words whether a process of a service holds a file locked: <c>/proc/PID/fdinfo/N</c> lists
/// the locks that were taken through a descriptor (proc_pid_fdinfo(5)). Other than <c>/proc/locks</c> it names the owner
/// of open file description locks too. On a volume that the node can lose, the locks of its processes are listed with the
/// process through which the node has the volume: the service holds the file locked when it has the file open, and that
/// process has it locked. No lock is left when that process is gone.
/// </summary>
internal sealed class FileLockProbe(INode node, string service, string file) : IProbe
{
    public Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct)
    {
        Dictionary<string, string> data = [];
        NodeVolume? volume = node.State == NodeState.Down ? null : VolumeOfFile();
        foreach (int pid in node.Processes(service).Select(p => p.Pid))
        {
            if (volume is null ? Holds($"/proc/{pid}", file) : HasOpen($"/proc/{pid}", file) && HoldsFor(volume))
                data["pid"] = pid.ToString(CultureInfo.InvariantCulture);
        }

        return Task.FromResult<IReadOnlyList<Answer>>([new Answer(node.Name, data.Count > 0 ? "holder" : "absent", data)]);
    }

    private NodeVolume? VolumeOfFile() => node.Ability<IVolumes>()?.Volumes
        .FirstOrDefault(v => file.StartsWith($"{v.Path.TrimEnd('/')}/", StringComparison.Ordinal));

    private bool HoldsFor(NodeVolume volume) =>
        volume.Server is { } server && Holds($"/proc/{server}", volume.Source + file[volume.Path.TrimEnd('/').Length..]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Whether a process, by its folder below /proc, has a file open with a lock for writing.</summary>
    internal static bool Holds(string process, string file) => Descriptors(process, file).Any(IsLocked);

    private static bool HasOpen(string process, string file) => Descriptors(process, file).Any();

    /// <summary>
    /// What <c>fdinfo</c> says of each descriptor that a process has of a file. It is the names in <c>fdinfo</c> that are
    /// listed: listing <c>fd</c> would have the library look at every open file, and one on a volume that hangs does not
    /// answer.
    /// </summary>
    private static IEnumerable<string> Descriptors(string process, string file) =>
        Read(() => Directory.GetFiles(Path.Combine(process, "fdinfo")), [])
            .Where(info => Read(() => new FileInfo(Path.Combine(process, "fd", Path.GetFileName(info))).LinkTarget, null) == file)
            .Select(info => Read(() => File.ReadAllText(info), ""));

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
