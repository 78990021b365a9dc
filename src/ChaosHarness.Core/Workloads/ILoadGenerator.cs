using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Workloads;

/// <summary>Starts loads in worker processes on client nodes.</summary>
public interface ILoadGenerator
{
    /// <summary>The workloads it knows, name to one line of help.</summary>
    IReadOnlyDictionary<string, string> Workloads { get; }

    /// <summary>
    /// The consistency model by which the history of each workload is judged, workload to model; workloads without one
    /// are not in it.
    /// </summary>
    IReadOnlyDictionary<string, string> Models { get; }

    /// <summary>The entry point kinds it has clients for, name to one line of help.</summary>
    IReadOnlyDictionary<string, string> Clients { get; }

    /// <summary>
    /// Starts a worker for every load. Each writes its own history file into the run's history folder, which its node
    /// sees under <paramref name="nodeFolder"/>. None of them talks to the system under test before it is told to begin.
    /// </summary>
    Task<ILoad> PrepareAsync(
        IReadOnlyList<LoadSpec> loads, ILab lab, int seed, string nodeFolder, CancellationToken ct);
}

/// <summary>Load that is there. Disposing ends it at once.</summary>
public interface ILoad : IAsyncDisposable
{
    /// <summary>The newest counts of every load, as its worker reported them within the last second.</summary>
    IReadOnlyDictionary<string, LoadStatus> Status { get; }

    /// <summary>
    /// Has all workers connect and rehearse, and lets them begin together when the last is ready. Returns when every schedule
    /// runs.
    /// </summary>
    /// <exception cref="Labs.LabException">A worker has ended instead, or took too long.</exception>
    Task BeginAsync(CancellationToken ct);

    /// <summary>Stops scheduling, waits for operations in flight (they have timeouts), and closes the history files.</summary>
    Task StopAsync(CancellationToken ct);
}

/// <summary>Where a load stands.</summary>
/// <param name="Started">Operations started so far.</param>
/// <param name="Ok">Of these, ended Ok.</param>
/// <param name="Fail">Of these, ended Fail.</param>
/// <param name="Info">Of these, ended Info.</param>
/// <param name="Alive">Whether its worker still runs.</param>
public sealed record LoadStatus(long Started, long Ok, long Fail, long Info, bool Alive);
