using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Services;

/// <summary>The processes of a service that a fault has been done to, each by itself.</summary>
internal sealed class ReachedProcesses(ServiceOf service)
{
    /// <summary>
    /// A process may have started another before the deed reached it: the list is read again until it has no new ones.
    /// </summary>
    private const int RoundsMax = 20;

    /// <summary>Process id and start, which name a process for good.</summary>
    private readonly Dictionary<int, long> _started = [];

    /// <summary>How many there have been.</summary>
    public int Count => _started.Count;

    /// <summary>Those that have not ended.</summary>
    public IEnumerable<int> StillThere =>
        _started.Where(p => ProcessTable.Started(p.Key) == p.Value).Select(p => p.Key);

    /// <summary>Does something to every process of the service.</summary>
    /// <param name="deed">Gets those that it has not been done to.</param>
    /// <param name="done">What it is, after "faster than".</param>
    /// <exception cref="LabException">There are always new ones.</exception>
    public Task ReachAllAsync(Func<IReadOnlyList<int>, Task> deed, string done) => UntilNoneAsync(
        () => service.Processes.Select(p => p.Pid).Where(p => !_started.ContainsKey(p)),
        async fresh =>
        {
            foreach (int pid in fresh)
            {
                if (ProcessTable.Started(pid) is { } started)
                    _started[pid] = started;
            }

            await deed(fresh);
        },
        done);

    /// <summary>Does something to processes of the service for as long as there are any to do it to.</summary>
    /// <exception cref="LabException">There are always new ones.</exception>
    public async Task UntilNoneAsync(Func<IEnumerable<int>> left, Func<IReadOnlyList<int>, Task> deed, string done)
    {
        for (int round = 0; round < RoundsMax; round++)
        {
            int[] now = [.. left()];
            if (now.Length == 0)
                return;
            await deed(now);
        }

        throw new LabException($"{service.Name} on {service.Node.Name} starts processes faster than {done}.");
    }
}
