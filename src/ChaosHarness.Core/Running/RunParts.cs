using ChaosHarness.Checking;
using ChaosHarness.Faults;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;
using ChaosHarness.Workloads;

namespace ChaosHarness.Running;

/// <summary>What a run is composed of.</summary>
public sealed record RunParts
{
    /// <summary>Makes the lab.</summary>
    public required ILabFactory Labs { get; init; }

    /// <summary>The injectors by the name used in files.</summary>
    public required IReadOnlyDictionary<string, IInjector> Injectors { get; init; }

    /// <summary>The watcher factories by kind.</summary>
    public required IReadOnlyDictionary<string, IWatcherFactory> Watchers { get; init; }

    /// <summary>Resolves targets, given the lab, its watchers by name, and the seed.</summary>
    public required Func<Stack, ILab, IReadOnlyDictionary<string, IWatcher>, int, ITargets> Targets { get; init; }

    /// <summary>The configuration readers by kind.</summary>
    public required IReadOnlyDictionary<string, IConfigurationReader> Configuration { get; init; }

    /// <summary>The data readers by kind.</summary>
    public required IReadOnlyDictionary<string, IDataReader> Data { get; init; }

    /// <summary>Makes load.</summary>
    public required ILoadGenerator Load { get; init; }

    /// <summary>What the table's preflight rules say against a live configuration, a line each.</summary>
    public required Func<Table, IReadOnlyCollection<JournalEvent>, IEnumerable<string>> Preflight { get; init; }

    /// <summary>Judges what was recorded.</summary>
    public required Func<RunEvidence, Assessment> Judge { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Told what is going on, for people who wait.</summary>
    public required IRunProgress Progress { get; init; }
}

/// <summary>Told what a run is doing.</summary>
public interface IRunProgress
{
    /// <summary>Something worth a line of its own.</summary>
    void Say(string text);

    /// <summary>Where the run stands; replaces the status before. Called a few times per second.</summary>
    void Status(string text);
}

/// <summary>How a run ended.</summary>
/// <param name="Assessment">The conclusion.</param>
/// <param name="Cancelled">Whether it was cut short by the user.</param>
public sealed record RunResult(Assessment Assessment, bool Cancelled);
