using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Volumes;

/// <summary>
/// Writes zeros to a file on a volume until there is no room for more (<c>ENOSPC</c>). Written, and not only reserved: some
/// file systems give blocks to others until they are used. Root writes them, so that no room is kept back for it either.
/// </summary>
internal sealed class FillDeed(INode node, string path, TimeProvider clock) : IDeed
{
    /// <summary>What ENOSPC is called in the locale that the commands run in.</summary>
    private const string NoRoom = "No space left on device";

    /// <summary>How much <see cref="ProbeAsync"/> writes.</summary>
    private const string ProbeSize = "256 KiB";

    private readonly string _probe = $"{path.TrimEnd('/')}/.chaosharness-probe-{node.Name}";
    private bool _begun;
    private Instant _ended;
    private CommandResult? _filled;

    public string Where => node.Name;

    /// <summary>Fills the volume; ends with an error when it is full.</summary>
    public NodeCommand Fill { get; } = Write(Ballast(node, path), "bs=1M");

    /// <summary>Gives the room back.</summary>
    public NodeCommand Remove { get; } = new(["rm", "-f", Ballast(node, path)]);

    public async Task PrepareAsync(CancellationToken ct)
    {
        node.NeedUp();
        // A folder of the node's own disk has no size in a lab: filling it would take the memory of the machine.
        string mounts = await node.ReadFileAsync("/proc/1/mounts", ct);
        if (!mounts.Split('\n').Any(line => line.Split(' ') is [_, { } at, ..] && at == path.TrimEnd('/')))
            throw new LabException($"{path} is no volume of {node.Name}: nothing is mounted there.");
    }

    public async Task DoAsync(CancellationToken ct)
    {
        _begun = true;
        _filled = await node.RunAsync(Fill, ct);
        _ended = Instant.Now(clock);
    }

    public async Task UndoAsync(CancellationToken ct)
    {
        if (!_begun)
            return;
        CommandResult removed = await node.RunAsync(Remove, ct);
        if (!removed.Succeeded)
            throw new LabException($"'{Remove}' on {node.Name} failed: {removed.Error.Trim()}");
    }

    public async Task<Proof> ProveDoneAsync(CancellationToken ct)
    {
        if (!EndedFull(_filled!))
            return clock.Seen(false, $"'{Fill}' on {node.Name} did not end for lack of room: {Said(_filled!)}.");
        CommandResult probe = await ProbeAsync(ct);
        return EndedFull(probe)
            ? new Proof(true, $"{path} of {node.Name} is full: writing {ProbeSize} more failed with '{NoRoom}'.", _ended)
            : clock.Seen(false, $"{path} of {node.Name} was full, but {ProbeSize} more could be written: {Said(probe)}.");
    }

    public async Task<Proof> ProveUndoneAsync(CancellationToken ct)
    {
        CommandResult gone = await node.RunAsync(new(["test", "!", "-e", Ballast(node, path)]), ct);
        if (!gone.Succeeded)
            return clock.Seen(false, $"What fills {path} of {node.Name} is still there.");
        CommandResult probe = await ProbeAsync(ct);
        return clock.Seen(probe.Succeeded, probe.Succeeded
            ? $"What filled {path} of {node.Name} is gone, and {ProbeSize} could be written there."
            : $"What filled {path} of {node.Name} is gone, but {ProbeSize} could not be written there: {Said(probe)}.");
    }

    /// <summary>
    /// Tries to write a file. More than a block of it: a program that ended because of the fault may have freed a few.
    /// </summary>
    private async Task<CommandResult> ProbeAsync(CancellationToken ct)
    {
        CommandResult written = await node.RunAsync(Write(_probe, "bs=4k", "count=64"), ct);
        await node.RunAsync(new(["rm", "-f", _probe]), ct);
        return written;
    }

    private static string Ballast(INode node, string path) => $"{path.TrimEnd('/')}/.chaosharness-ballast-{node.Name}";

    private static NodeCommand Write(string file, params string[] options) =>
        new(["dd", "if=/dev/zero", $"of={file}", .. options])
        {
            Environment = new Dictionary<string, string> { ["LC_ALL"] = "C" },
        };

    private static bool EndedFull(CommandResult result) =>
        !result.Succeeded && result.Error.Contains(NoRoom, StringComparison.Ordinal);

    private static string Said(CommandResult result) =>
        $"it ended with {result.ExitCode}, '{result.Error.Trim().ReplaceLineEndings(" ")}'";
}
