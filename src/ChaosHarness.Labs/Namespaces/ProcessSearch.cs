using System.Globalization;
using ChaosHarness.Labs.Native;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>
/// Looks for the processes that something on a node starts by itself, such as a cluster's resources: each is known by
/// one of its arguments. The node's list of processes is read every few milliseconds, and each new process for a while,
/// since a program may be loaded by a shell. What the harness itself runs on the node is none of them, whatever its
/// arguments: its parent is outside of the node.
/// </summary>
internal sealed class ProcessSearch : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(10);

    /// <summary>A process that has not become the one within so many looks will not.</summary>
    private const int MostLooks = 100;

    private readonly string _proc;
    private readonly IReadOnlyList<(string Argument, ServiceTracker Tracker)> _wanted;
    private readonly Dictionary<int, int> _looks = [];
    private readonly Dictionary<int, ServiceTracker> _found = [];
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _looking;

    /// <param name="proc">The node's /proc, as the harness sees it.</param>
    /// <param name="services">What to look for.</param>
    /// <param name="trackers">Who is told, by service.</param>
    /// <param name="clock">The clock.</param>
    internal ProcessSearch(
        string proc, IEnumerable<ServiceSpec> services, IReadOnlyDictionary<string, ServiceTracker> trackers,
        TimeProvider clock)
    {
        (_proc, _clock) = (proc, clock);
        _wanted = [.. services.Select(s => (s.Process!, trackers[s.Name]))];
        _looking = Task.Run(LookAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _looking;
        _end.Dispose();
    }

    private async Task LookAsync()
    {
        using PeriodicTimer timer = new(Every, _clock);
        var before = Instant.Now(_clock);
        try
        {
            do
            {
                var now = Instant.Now(_clock);
                Look(now, before);
                before = now;
            }
            while (await timer.WaitForNextTickAsync(_end.Token));
        }
        catch (OperationCanceledException)
        {
            // The node is off.
        }
    }

    private void Look(Instant now, Instant before)
    {
        HashSet<int> there = [.. NumberedEntries.Of(_proc)];
        foreach (int gone in _looks.Keys.Where(pid => !there.Contains(pid)).ToList())
        {
            _looks.Remove(gone);
            _found.Remove(gone);
        }
        foreach (int pid in there)
        {
            int looks = _looks.GetValueOrDefault(pid);
            _looks[pid] = looks + 1;
            if (looks < MostLooks && !_found.ContainsKey(pid) && Of(pid) is { } tracker)
                _found[pid] = tracker;
        }
        // One that ends while another takes over is followed to its end.
        foreach (var group in _found.GroupBy(f => f.Value).Where(g => g.Key.Pid is null))
            group.Key.Look(group.Min(f => f.Key), Instant.Now(_clock), before < now ? before : null);
    }

    private ServiceTracker? Of(int pid)
    {
        try
        {
            string[] arguments = File.ReadAllText($"{_proc}/{pid}/cmdline").Split('\0');
            return _wanted.FirstOrDefault(w => arguments.Contains(w.Argument)).Tracker is { } tracker && Parent(pid) > 0 ? tracker : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Its parent on the node, 0 for one outside of it: field 4 of /proc/PID/stat (proc(5)).</summary>
    private int Parent(int pid)
    {
        string stat = File.ReadAllText($"{_proc}/{pid}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
