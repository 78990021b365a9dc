using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Volumes;

/// <summary>A volume of one node: what can be done to it, and what reading and writing there say.</summary>
internal sealed class VolumeOf(INode node, string name, TimeProvider clock)
{
    /// <summary>Longer than reading or writing a byte takes on a machine that is not overwhelmed.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>What timeout(1) ends with when it had to kill.</summary>
    private const int Killed = 137;

    /// <summary>The parameter that names the volume.</summary>
    public static ParameterSpec Parameter { get; } =
        new("volume", ParameterType.Text, "Its name in the stack. Default: the only one that the node can lose.");

    public INode Node => node;

    private IVolumes Control => node.Need<IVolumes>();

    private string Name => name;

    private string Path => Control.Volumes.First(v => v.Name == name).Path;

    private string Probe => $"{Path}/.probe-of-{node.Name}";

    /// <summary>Why a fault on volumes cannot be used; null when nothing is wrong.</summary>
    public static string? Problem(FaultRequest request) => request.Lacking<IVolumes>()
        ?? request.Targets.Select(n => Problem(n, request.Get("volume", ""))).FirstOrDefault(p => p is not null);

    /// <summary>The volume that is meant.</summary>
    /// <exception cref="LabException">There is none, or it is not clear which.</exception>
    public static VolumeOf Asked(FaultRequest request, INode node)
    {
        if (Problem(request) is { } problem)
            throw new LabException(problem);
        string asked = request.Get("volume", "");
        return new(node, asked.Length > 0 ? asked : node.Need<IVolumes>().Volumes[0].Name, request.Clock);
    }

    /// <summary>What would be typed on each target.</summary>
    public static IReadOnlyList<PlannedCommand> Plan(FaultRequest request, string verb, string undo) =>
        [.. request.Targets.Select(n => Asked(request, n)).Select(v => new PlannedCommand(
            v.Node.Name, v.Control.Describe(verb, v.Name).ToString(), v.Control.Describe(undo, v.Name).ToString()))];

    /// <summary>Makes sure that the volume can be used: a fault on one that cannot would prove nothing.</summary>
    /// <exception cref="LabException">The node does not run, or its volume is lost or hangs already.</exception>
    public void NeedThere()
    {
        node.NeedUp();
        VolumeState state = Control.Volumes.First(v => v.Name == name).State;
        if (state != VolumeState.There)
            throw new LabException($"The volume '{name}' of {node.Name} {(state == VolumeState.Lost ? "is lost" : "hangs")} already.");
    }

    /// <summary>Has it lost, with the proof that it is.</summary>
    public VolumeDeed Lose() => new(this, ct => Control.LoseAsync(name, ct), FailsAsync, clock);

    /// <summary>Has it hang, with the proof that it does.</summary>
    public VolumeDeed Hang() => new(this, ct => Control.HangAsync(name, ct), HangsAsync, clock);

    /// <summary>Gives it back, unless the node is off: it mounts its volumes when it boots.</summary>
    public async Task RestoreAsync(CancellationToken ct)
    {
        if (node.State != NodeState.Down)
            await Control.RestoreAsync(name, ct);
    }

    /// <summary>Whether reading and writing there both fail.</summary>
    private Task<Proof> FailsAsync(Instant since, CancellationToken ct) =>
        TryBothAsync(r => !r.Succeeded && r.ExitCode != Killed, since, ct);

    /// <summary>Whether neither reading nor writing there returns.</summary>
    private Task<Proof> HangsAsync(Instant since, CancellationToken ct) =>
        TryBothAsync(r => r.ExitCode == Killed, since, ct);

    /// <summary>Whether both can be done.</summary>
    public Task<Proof> WorksAsync(CancellationToken ct) => Eventually.HoldsAsync(LookAsync, s_limit, clock, ct);

    private async Task<Proof> LookAsync(CancellationToken ct)
    {
        if (node.State == NodeState.Down)
            return clock.Seen(true, $"{node.Name} is off; it mounts {Path} when it boots.");
        CommandResult written = await WriteAsync(ct), read = await ReadAsync(ct);
        return clock.Seen(
            written.Succeeded && read.Succeeded,
            $"Writing to {Path} on {node.Name} {Words(written)}, and reading there {Words(read)}.");
    }

    private async Task<Proof> TryBothAsync(Func<CommandResult, bool> asItShould, Instant since, CancellationToken ct)
    {
        CommandResult[] tried = await Task.WhenAll(ReadAsync(ct), WriteAsync(ct));
        string evidence = $"Reading {Path} on {node.Name} {Words(tried[0])}, and writing there {Words(tried[1])}.";
        return tried.All(asItShould) ? new Proof(true, evidence, since) : clock.Seen(false, evidence);
    }

    private Task<CommandResult> ReadAsync(CancellationToken ct) => TryAsync("ls -A \"$1\" >/dev/null", Path, ct);

    private Task<CommandResult> WriteAsync(CancellationToken ct) =>
        TryAsync("echo here >\"$1\" && sync \"$1\" && rm \"$1\"", Probe, ct);

    private Task<CommandResult> TryAsync(string script, string path, CancellationToken ct)
    {
        string limit = $"{s_patience.TotalSeconds:0}";
        return node.RunAsync(new NodeCommand(["timeout", "-s", "KILL", limit, "sh", "-c", script, "probe", path]), ct);
    }

    private static string? Problem(INode node, string asked)
    {
        string[] all = [.. node.Need<IVolumes>().Volumes.Select(v => v.Name)];
        if (all.Length == 0)
            return $"{node.Name} has no volume that it can lose: 'losable: true' on a volume of the stack makes it one.";
        if (asked.Length == 0 && all.Length > 1)
            return $"{node.Name} has several volumes that it can lose: add 'volume: NAME', one of {Requests.List(all)}.";
        return asked.Length == 0 || all.Contains(asked) ? null
            : $"{node.Name} has no volume '{asked}' that it can lose; it has {Requests.List(all)}.";
    }

    private static string Words(CommandResult result) => result.ExitCode switch
    {
        0 => "works",
        Killed => $"did not return within {s_patience.TotalSeconds:0} s",
        _ => $"fails ({result.Error.Trim().Split('\n')[^1]})",
    };
}
