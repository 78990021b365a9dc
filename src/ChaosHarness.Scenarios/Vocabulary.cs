using ChaosHarness.Faults;
using ChaosHarness.Watching;
using ChaosHarness.Workloads;

namespace ChaosHarness.Scenarios;

/// <summary>
/// Every name that users may write and that code stands behind: the reader, the schema and the lists read it.
/// </summary>
public sealed record Vocabulary
{
    /// <summary>The faults.</summary>
    public required IReadOnlyList<FaultKind> Faults { get; init; }

    /// <summary>The watchers.</summary>
    public required IReadOnlyList<WatcherKind> Watchers { get; init; }

    /// <summary>The workloads, name to one line of help.</summary>
    public required IReadOnlyDictionary<string, string> Workloads { get; init; }

    /// <summary>The consistency model each workload is judged by; those without one are not in it.</summary>
    public required IReadOnlyDictionary<string, string> Models { get; init; }

    /// <summary>The kinds of entry points there are clients for, name to one line of help.</summary>
    public required IReadOnlyDictionary<string, string> Clients { get; init; }

    /// <summary>The kinds of stored data there are readers for.</summary>
    public required IReadOnlyList<string> DataReaders { get; init; }

    /// <summary>Takes the names from the parts themselves.</summary>
    public static Vocabulary Of(
        IEnumerable<IInjector> injectors, IEnumerable<IWatcherFactory> watchers, ILoadGenerator load,
        IEnumerable<IDataReader> readers) => new()
    {
        Faults = [.. injectors.Select(i => i.Kind)],
        Watchers = [.. watchers.Select(w => new WatcherKind(w.Kind, w.Help, w.Settings))],
        Workloads = load.Workloads,
        Models = load.Models,
        Clients = load.Clients,
        DataReaders = [.. readers.Select(r => r.Kind)],
    };

    /// <summary>A fault by its name, or null.</summary>
    public FaultKind? Fault(string name) => Faults.FirstOrDefault(f => f.Name == name);

    /// <summary>A watcher by its name, or null.</summary>
    public WatcherKind? Watcher(string name) => Watchers.FirstOrDefault(w => w.Name == name);
}

/// <summary>What users may write about a watch.</summary>
/// <param name="Name">Its name in stack files.</param>
/// <param name="Help">What it observes, one line.</param>
/// <param name="Settings">The settings it knows, name to help.</param>
public sealed record WatcherKind(string Name, string Help, IReadOnlyDictionary<string, string> Settings);

/// <summary>What was read, or why it could not be.</summary>
/// <param name="Value">What the file says; null when there is any problem.</param>
/// <param name="Problems">Every mistake found, by file, then line.</param>
public sealed record ReadResult<T>(T? Value, IReadOnlyList<Problem> Problems) where T : class;
