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
    private readonly DescriptorSearch _descriptors = new();

    public Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct)
    {
        Dictionary<string, string> data = [];
        NodeVolume? volume = node.State == NodeState.Down ? null : VolumeOfFile();
        foreach (int pid in node.Processes(service).Select(p => p.Pid))
        {
            if (volume is null ? Has(pid, file, IsLocked) : Has(pid, file, _ => true) && HoldsFor(volume))
                data["pid"] = pid.ToString(CultureInfo.InvariantCulture);
        }

        return Task.FromResult<IReadOnlyList<Answer>>([new Answer(node.Name, data.Count > 0 ? "holder" : "absent", data)]);
    }

    private NodeVolume? VolumeOfFile() => node.Ability<IVolumes>()?.Volumes
        .FirstOrDefault(v => file.StartsWith($"{v.Path.TrimEnd('/')}/", StringComparison.Ordinal));

    private bool HoldsFor(NodeVolume volume) =>
        volume.Server is { } server && _descriptors.Any(server, volume.Source + file[volume.Path.TrimEnd('/').Length..], IsLocked);

    private bool Has(int pid, string path, Func<string, bool> wanted)
    {
        try
        {
            return _descriptors.Any(pid, path, wanted);
        }
        catch (UnauthorizedAccessException) when (HasExited(pid))
        {
            return false;
        }
    }

    private bool HasExited(int pid) => node.Processes(service).All(p => p.Pid != pid);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Whether <c>fdinfo</c> lists a lock for writing, of any of the kernel's kinds.</summary>
    internal static bool IsLocked(string fdinfo) => fdinfo.Split('\n').Any(line =>
        line.StartsWith("lock:", StringComparison.Ordinal)
        && line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains("WRITE"));
}
