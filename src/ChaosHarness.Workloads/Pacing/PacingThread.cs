namespace ChaosHarness.Workloads.Pacing;

/// <summary>
/// Starts operations by a <see cref="Schedule"/> on a thread of its own. Open loop: it waits for the clock and for
/// nothing else. After a stall (the worker was frozen, the machine was busy) it starts at once everything that is due:
/// such starts are late, and recorded as late, and none is left out.
/// </summary>
internal sealed class PacingThread : IDisposable
{
    /// <summary>A start takes some 30 µs: up to this rate the thread leaves most of its processor to others.</summary>
    private const double RealTimeRateMax = 5000;

    /// <summary>A stop is noticed within this time even at low rates.</summary>
    private static readonly TimeSpan s_nap = TimeSpan.FromMilliseconds(50);

    private readonly Schedule _schedule;
    private readonly Action<long, Instant> _start;
    private readonly TimeProvider _clock;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    /// <param name="schedule">When.</param>
    /// <param name="start">Starts an operation, given its number and intended start; must return without waiting.</param>
    /// <param name="clock">A clock that reads CLOCK_MONOTONIC, since that is what the thread sleeps by.</param>
    public PacingThread(Schedule schedule, Action<long, Instant> start, TimeProvider clock)
    {
        _schedule = schedule;
        _start = start;
        _clock = clock;
        _thread = new Thread(Run) { IsBackground = true, Name = "pacing" };
    }

    /// <summary>Ends when the thread has: after <see cref="Stop"/>, or with the exception that start threw.</summary>
    public Task Ended => _end.Task;

    /// <summary>Begins.</summary>
    public void Start() => _thread.Start();

    /// <summary>Starts no further operation; wait for <see cref="Ended"/> to be sure.</summary>
    public void Stop() => _stopping = true;

    public void Dispose()
    {
        Stop();
        if (_thread.IsAlive) _thread.Join();
    }

    private void Run()
    {
        try
        {
            if (!OperatingSystem.IsLinux())
                throw new PlatformNotSupportedException("Load workers run on Linux: they sleep by clock_nanosleep.");
            MonotonicSleep.PrepareThread(realTime: _schedule.Rate <= RealTimeRateMax);
            for (long i = 0; WaitFor(_schedule.At(i)); i++) _start(i, _schedule.At(i));
            _end.SetResult();
        }
        catch (Exception e)
        {
            _end.SetException(e);
        }
    }

    /// <returns>Whether to go on.</returns>
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private bool WaitFor(Instant intended)
    {
        while (!_stopping)
        {
            var now = Instant.Now(_clock);
            if (now >= intended) return true;
            var nap = now + s_nap;
            MonotonicSleep.Until(nap < intended ? nap : intended);
        }

        return false;
    }
}
