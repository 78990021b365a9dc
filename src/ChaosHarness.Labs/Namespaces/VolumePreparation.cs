using System.Globalization;
using ChaosHarness.Journals;
using ChaosHarness.Labs.Native;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>
/// Runs what prepares the volumes, before any service starts, and journals how far it is every second. Until then a volume
/// takes as much as memory allows, and it gets its size on top of what is on it then: whatever a stack puts there, there is as much room as it says.
/// </summary>
internal sealed class VolumePreparation(LabPlan plan, IReadOnlyList<INode> nodes, IJournal journal, TimeProvider clock)
{
    private const ulong Remount = 0x20; // MS_REMOUNT
    private const string Mode = "mode=1777";

    private static readonly TimeSpan s_report = TimeSpan.FromSeconds(1);

    /// <summary>What a volume is mounted with.</summary>
    internal static string Options(VolumeSpec volume) =>
        volume.Prepare.Count == 0 ? $"{Mode},size={volume.Bytes}" : Mode; // half of the machine's memory

    /// <summary>Prepares the volumes that need it, one after the other.</summary>
    /// <exception cref="LabException">A command failed; says how, and what it printed.</exception>
    internal async Task RunAsync(CancellationToken ct)
    {
        foreach (var volume in plan.Stack.Volumes.Where(v => v.Prepare.Count > 0))
            await PrepareAsync(volume, ct);
    }

    private async Task PrepareAsync(VolumeSpec volume, CancellationToken ct)
    {
        var node = nodes.FirstOrDefault(n => volume.Nodes.Contains(n.Name))
            ?? throw new LabException($"volume {volume.Name} is to be prepared, and no node has it");
        NodeCommand command = new(volume.Prepare);
        var start = Instant.Now(clock);
        Write(EventKinds.Preparing, volume, node, "begun", command);
        var running = node.RunAsync(command, ct);
        while (await Task.WhenAny(running, Task.Delay(s_report, clock, ct)) != running && !ct.IsCancellationRequested)
            Write(EventKinds.Preparing, volume, node, Progress(volume, start));
        var result = await running;
        if (!result.Succeeded)
        {
            throw new LabException($"volume {volume.Name} could not be prepared: '{command}' on {node.Name} ended with "
                + $"{result.ExitCode} after {Progress(volume, start)}: {result.Error.Trim()}");
        }

        Limit(volume);
        Write(EventKinds.Prepared, volume, node, $"{Progress(volume, start)}, by '{command}' on {node.Name}: {result.Output.Trim()}");
    }

    private void Limit(VolumeSpec volume)
    {
        string place = plan.PlaceOf(volume);
        if (Libc.Mount("tmpfs", place, "tmpfs", Remount | Steps.NoSuid | Steps.NoDev, $"{Mode},size={Used(volume) + volume.Bytes}") < 0)
            throw new LabException($"volume {volume.Name} cannot be given its size: {Libc.LastError}");
    }

    private string Progress(VolumeSpec volume, Instant start) => string.Create(CultureInfo.InvariantCulture,
        $"{Used(volume) / (1 << 20)} MiB in {(Instant.Now(clock) - start).TotalSeconds:0.0} s");

    private long Used(VolumeSpec volume) => new DirectoryInfo(plan.PlaceOf(volume))
        .EnumerateFiles("*", SearchOption.AllDirectories).Where(f => f.Exists).Sum(f => f.Length);

    private void Write(string kind, VolumeSpec volume, INode node, string value, NodeCommand? command = null) => journal.Write(new()
    {
        At = Instant.Now(clock), Kind = kind, Node = node.Name, Subject = volume.Name, Value = value,
        Data = command is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["command"] = command.ToString() },
    });
}
