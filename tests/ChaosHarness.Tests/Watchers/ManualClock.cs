namespace ChaosHarness.Tests.Watchers;

/// <summary>A clock that moves only when told to; its timers ring then.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private long _now = 1_000_000_000;

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_timers)
            _timers.Add(timer);
        return timer;
    }

    /// <summary>Moves the clock; timers that are due ring once each.</summary>
    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _now, by.Ticks * 100);
        ManualTimer[] due;
        lock (_timers)
            due = [.. _timers.Where(t => t.IsDue)];
        foreach (ManualTimer timer in due)
            timer.Ring();
    }

    private sealed class ManualTimer(ManualClock clock, Action ring) : ITimer
    {
        private long _due = long.MaxValue;
        private TimeSpan _period;

        public bool IsDue => _due <= clock.GetTimestamp();

        public void Ring()
        {
            _due = _period > TimeSpan.Zero ? clock.GetTimestamp() + _period.Ticks * 100 : long.MaxValue;
            ring();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _due = dueTime < TimeSpan.Zero ? long.MaxValue : clock.GetTimestamp() + dueTime.Ticks * 100;
            _period = period;
            return true;
        }

        public void Dispose() => _due = long.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
