using System.Collections.Concurrent;
using ChaosHarness.Labs.Native;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>
/// The volumes that a node can lose. It has each through a server of its own, bindfs(1), which passes everything on to the
/// file system that the nodes have in common. Once the server is killed, every file that is open there gives ENOTCONN for
/// good, as does the volume until it is mounted anew, and the kernel has released the locks that the server held for the
/// node's processes. While the server is stopped, whoever uses the volume waits.
/// </summary>
/// <remarks>
/// The server keeps nothing in memory, so that a node sees at once what another one wrote. It is a process of the node and
/// ends with its power, which also ends every wait for it: the kernel gives up requests that nobody can answer any more.
/// Locks of flock(2) belong to an open file, and the server has one for each that its node has open; those of fcntl(2)
/// belong to a process, which is the server for all of the node, so that these are in force between nodes only.
/// </remarks>
internal sealed class NodeVolumes(NamespaceNode node, IReadOnlyList<VolumeSpec> volumes, TimeProvider clock) : IVolumes
{
    /// <summary>What a server mounts by, below /dev.</summary>
    internal const string Device = "fuse";

    private const string Program = "bindfs";
    private const string Options = "allow_other,direct_io,attr_timeout=0,entry_timeout=0,negative_timeout=0";
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, ChildProcess> _servers = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<NodeVolume> Volumes => [.. volumes.Select(Look)];

    /// <summary>Where a server has a volume itself.</summary>
    internal static string Source(string volume) => $"/.volumes/{volume}";

    /// <summary>Mounts all, as a node does that has just booted.</summary>
    /// <exception cref="LabException">A server does not come up.</exception>
    internal Task MountAsync(CancellationToken ct) => Task.WhenAll(volumes.Select(v => ServeAsync(v, ct)));

    /// <summary>Lets go of the servers of a node that is off.</summary>
    internal async Task ForgetAsync()
    {
        foreach (string name in _servers.Keys)
            await KillAsync(name);
    }

    /// <inheritdoc/>
    public Task LoseAsync(string volume, CancellationToken ct) => KillAsync(Known(volume).Name);

    /// <inheritdoc/>
    public async Task HangAsync(string volume, CancellationToken ct)
    {
        var spec = Known(volume);
        if (Look(spec).Server is not { } server)
            throw new LabException($"{node.Spec.Name} has lost the volume '{volume}', so that it cannot hang");
        _ = Libc.SendSignal(server, Libc.Stop);
        while (Look(spec).State == VolumeState.There)
            await Task.Delay(Again, clock, ct);
    }

    /// <inheritdoc/>
    public async Task RestoreAsync(string volume, CancellationToken ct)
    {
        var spec = Known(volume);
        if (Look(spec) is { Server: { } server })
        {
            _ = Libc.SendSignal(server, Libc.Continue);
            return;
        }

        // What a server leaves behind that died by itself.
        await KillAsync(volume);
        if (IsMounted(spec))
        {
            using var steps = new Steps();
            Child.Walk(steps.Enter(node.Boot.InitPidFd, Steps.NewMount).UnmountLazily(spec.Path));
        }
        await ServeAsync(spec, ct);
    }

    /// <inheritdoc/>
    public NodeCommand Describe(string verb, string volume) => Describe(verb, Known(volume));

    /// <summary>The same for a node that is only talked about.</summary>
    internal static NodeCommand Describe(string verb, VolumeSpec volume) => verb switch
    {
        "lose" => Signal("KILL", volume),
        "hang" => Signal("STOP", volume),
        "resume" => Signal("CONT", volume),
        _ => new NodeCommand(["sh", "-c", $"umount -l {volume.Path} && {Command(volume)} &"]),
    };

    private static NodeCommand Signal(string name, VolumeSpec volume) =>
        new(["pkill", $"-{name}", "-f", $"^{Program} .* {volume.Path}$"]);

    private static NodeCommand Command(VolumeSpec volume) => new(
        [Program, "-f", "--multithreaded", "--enable-lock-forwarding", "-o", Options, Source(volume.Name), volume.Path]);

    private VolumeSpec Known(string volume) => volumes.FirstOrDefault(v => v.Name == volume)
        ?? throw new LabException($"{node.Spec.Name} has no volume '{volume}' that can be lost");

    private NodeVolume Look(VolumeSpec volume)
    {
        int? server = _servers.GetValueOrDefault(volume.Name)?.Pid;
        var state = server is { } pid && ProcFiles.Stat(pid) is var (_, letter) && letter is not ('Z' or 'X')
            ? letter is 'T' ? VolumeState.Hanging : VolumeState.There
            : VolumeState.Lost;
        return new NodeVolume(
            volume.Name, volume.Path, state, state == VolumeState.Lost ? null : server, Source(volume.Name));
    }

    private async Task KillAsync(string volume)
    {
        if (_servers.TryRemove(volume, out var server))
            await server.DisposeAsync();
    }

    private async Task ServeAsync(VolumeSpec volume, CancellationToken ct)
    {
        var server = node.Launch(Command(volume));
        _servers[volume.Name] = server;
        var ended = server.WaitAsync(CancellationToken.None);
        var since = Instant.Now(clock);
        while (!IsMounted(volume))
        {
            if (ended.IsCompleted)
                throw Failure(volume, (await ended).Error.Trim());
            if (Instant.Now(clock) - since > Patience)
                throw Failure(volume, $"{Program} did not mount it within {Patience.TotalSeconds} s");
            await Task.Delay(Again, clock, ct);
        }
    }

    private LabException Failure(VolumeSpec volume, string why) =>
        new($"{node.Spec.Name} cannot mount the volume '{volume.Name}': {why}; run 'chaos doctor'");

    private bool IsMounted(VolumeSpec volume) => File.ReadLines($"/proc/{node.Boot.InitPid}/mounts")
        .Any(line => line.Split(' ') is [_, var path, var type, ..] && path == volume.Path && type == Device);
}
