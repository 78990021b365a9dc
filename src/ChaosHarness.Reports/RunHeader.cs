using System.Text.Json.Serialization;
using ChaosHarness.Running;

namespace ChaosHarness.Reports;

/// <summary>How far a run got.</summary>
public enum RunState
{
    /// <summary>It goes on, or it was killed before its verdict: from its folder alone nobody can tell which.</summary>
    Running,

    /// <summary>It has a verdict.</summary>
    Finished,
}

/// <summary>
/// What <c>run.json</c> holds. It is there from the start with <see cref="RunState.Running"/> and replaced at the end.
/// </summary>
public sealed record RunHeader
{
    /// <summary>The version of this file's layout.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The run's id: the name of its folder.</summary>
    public required string Id { get; init; }

    /// <summary>How far it got.</summary>
    public required RunState State { get; init; }

    /// <summary>Wall-clock time of the start, for people.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>Wall-clock time of the verdict; null until then.</summary>
    public DateTimeOffset? FinishedUtc { get; init; }

    /// <summary>
    /// The monotonic clock at the start, in nanoseconds: translates journal times to wall-clock time.
    /// </summary>
    public required Instant MonotonicAtStart { get; init; }

    /// <summary>The scenario's title.</summary>
    public required string Title { get; init; }

    /// <summary>The scenario's file below <c>inputs/</c>; null when the scenario was not read from a file.</summary>
    public string? Scenario { get; init; }

    /// <summary>Every file below <c>inputs/</c>: scenario, stack, table.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The stack's name.</summary>
    public required string Stack { get; init; }

    /// <summary>The table row that was tested, or null.</summary>
    public string? Row { get; init; }

    /// <summary>Where chance came from.</summary>
    public required int Seed { get; init; }

    /// <summary>The stack's parameters in force.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Versions of the harness, runtime, kernel and lab image.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>What the host is.</summary>
    public required IReadOnlyDictionary<string, string> Host { get; init; }

    /// <summary>
    /// SHA-256 over the live configuration as the journal recorded it (see reports/README.md); null until the run is
    /// finished, or when none was read.
    /// </summary>
    public string? ConfigurationFingerprint { get; init; }

    /// <summary>The same as the rest of the harness knows it.</summary>
    [JsonIgnore]
    public RunInfo Info => new(Id, StartedUtc, MonotonicAtStart, Versions, Host);
}
