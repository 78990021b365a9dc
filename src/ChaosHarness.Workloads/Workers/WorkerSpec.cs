using ChaosHarness.Scenarios;
using ChaosHarness.Workloads.Workers;

namespace ChaosHarness.Workloads;

/// <summary>What one worker process has to do; its file is its only argument.</summary>
public sealed record WorkerSpec
{
    /// <summary>The load's name.</summary>
    public required string Load { get; init; }

    /// <summary>The kind of the entry point.</summary>
    public required string EntryPointKind { get; init; }

    /// <summary>The entry point's addresses.</summary>
    public required IReadOnlyList<string> Endpoints { get; init; }

    /// <summary>The entry point's settings.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The workload's name.</summary>
    public required string Workload { get; init; }

    /// <summary>Operations started per second.</summary>
    public required double Rate { get; init; }

    /// <summary>Share of reads, 0 to 1.</summary>
    public required double Reads { get; init; }

    /// <summary>Number of keys.</summary>
    public required int Keys { get; init; }

    /// <summary>How long an operation may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Whether each operation opens a connection of its own.</summary>
    public required bool NewConnections { get; init; }

    /// <summary>This worker's number, unique in the run, 1 to 511: its values and process ids come from it.</summary>
    public required int Worker { get; init; }

    /// <summary>The run's seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The history file's path without its ending.</summary>
    public required string History { get; init; }

    /// <summary>
    /// Operations in flight at most, since each holds a connection and some kilobytes. Beyond it an operation is not
    /// tried but recorded as Fail with the error class <c>client-overload</c>. Defaults to 20,000: at 2,000 per second
    /// a target that hangs keeps 4,000 in flight.
    /// </summary>
    public int OutstandingMax { get; init; } = 20_000;

    /// <summary>The specification for a load.</summary>
    public static WorkerSpec Of(LoadSpec load, int worker, int seed, string folder) => new()
    {
        Load = load.Name,
        EntryPointKind = load.Through.Kind,
        Endpoints = load.Through.Endpoints,
        Settings = load.Through.Settings,
        Workload = load.Workload,
        Rate = load.Rate,
        Reads = load.Reads,
        Keys = load.Keys,
        Timeout = load.Timeout,
        NewConnections = load.NewConnections,
        Worker = worker,
        Seed = seed,
        History = $"{folder}/{load.Name}",
    };

    /// <summary>Checks what the types do not say.</summary>
    /// <exception cref="FormatException">A value is out of its range.</exception>
    public void Validate()
    {
        if (!(Rate is > 0 and <= 1_000_000)) throw new FormatException($"load {Load}: the rate must be above 0/s, not {Rate}.");
        if (!(Reads is >= 0 and <= 1)) throw new FormatException($"load {Load}: reads is a share from 0 to 1, not {Reads}.");
        if (Keys is < 1 or > 1_000_000) throw new FormatException($"load {Load}: keys must be 1 to 1,000,000, not {Keys}.");
        if (Timeout <= TimeSpan.Zero) throw new FormatException($"load {Load}: the timeout must be longer than 0.");
        if (Worker is < 1 or > ProcessSlots.WorkerMax) throw new FormatException($"worker number {Worker} is not 1 to 511.");
    }
}
