using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Processes;

/// <summary>
/// Waits for processes of this machine to exit, by the kernel's word: a process handle becomes readable when its
/// process exits. It begins before the deed and reads the clock as each handle wakes it.
/// </summary>
internal sealed class ExitWatch
{
    /// <summary>How often a waiting thread looks whether it is still wanted.</summary>
    private const int SliceMs = 50;

    private readonly Instant?[] _exits;
    private readonly Task _ended;
    private volatile bool _givenUp;

    private ExitWatch(IReadOnlyList<ServiceProcess> processes, TimeSpan limit, TimeProvider clock)
    {
        Processes = processes;
        _exits = new Instant?[processes.Count];
        // Opened here, before anything is done to them: later an id could mean another process.
        Kernel.PollItem[] items = [.. processes.Select(p => Item(Kernel.OpenProcess(p.Pid)))];
        for (int i = 0; i < items.Length; i++)
            _exits[i] = items[i].Descriptor < 0 ? Instant.Now(clock) : null;
        _ended = Task.Factory.StartNew(
            () => Wait(items, limit, clock),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The processes that are watched.</summary>
    public IReadOnlyList<ServiceProcess> Processes { get; }

    /// <summary>Those that have not exited yet.</summary>
    public IEnumerable<ServiceProcess> Alive => Processes.Where((_, i) => _exits[i] is null);

    /// <summary>When each exited, of those that have.</summary>
    public IEnumerable<Instant> Exits => _exits.OfType<Instant>();

    /// <summary>Begins to watch.</summary>
    /// <param name="limit">For how long; processes that live longer have not exited.</param>
    public static ExitWatch Begin(IReadOnlyList<ServiceProcess> processes, TimeSpan limit, TimeProvider clock) =>
        new(processes, limit, clock);

    /// <summary>Waits until all have exited; gives up after a while, and watches no longer then.</summary>
    public async Task WaitAsync(TimeSpan patience, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            await _ended.WaitAsync(patience, clock, ct);
        }
        catch (TimeoutException)
        {
            _givenUp = true;
            await _ended;
        }
    }

    private void Wait(Kernel.PollItem[] items, TimeSpan limit, TimeProvider clock)
    {
        Instant end = Instant.Now(clock) + limit;
        while (_exits.Contains(null) && !_givenUp && Instant.Now(clock) < end)
        {
            int ready = Kernel.Poll(items, (ulong)items.Length, SliceMs);
            Instant now = Instant.Now(clock);
            for (int i = 0; i < items.Length && ready > 0; i++)
            {
                if (items[i].Descriptor >= 0 && (items[i].Come & Kernel.PollIn) != 0)
                {
                    _exits[i] = now;
                    Close(ref items[i]);
                }
            }
        }

        for (int i = 0; i < items.Length; i++)
            Close(ref items[i]);
    }

    private static Kernel.PollItem Item(int descriptor) => new() { Descriptor = descriptor, Wanted = Kernel.PollIn };

    private static void Close(ref Kernel.PollItem item)
    {
        if (item.Descriptor >= 0)
            _ = Kernel.Close(item.Descriptor);
        item.Descriptor = -1;
    }
}
