using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Outages;

/// <summary>
/// Goes along the operations of one class and knows which are in flight, so that nothing has to be sorted: instants
/// that are asked for in ascending order cost one walk along the class.
/// </summary>
internal sealed class CompletionSweep(ClassTrack track, Completions completions)
{
    private readonly PriorityQueue<long, long> _inFlight = new();
    private int _next = track.First;
    private long _asked = long.MinValue;

    /// <summary>The first end of an operation that ended Ok after an instant; <see cref="Instant.Never"/> when there is none.</summary>
    public long FirstAfter(long instant)
    {
        if (instant < _asked)
            Restart();
        _asked = instant;
        for (; _next < track.Past; _next = track.Next(_next))
        {
            Operation op = track[_next];
            if (op.Start.Nanoseconds > instant)
                break;
            if (op.Outcome == Outcome.Ok && op.End.Nanoseconds > instant)
                _inFlight.Enqueue(op.End.Nanoseconds, op.End.Nanoseconds);
        }

        while (_inFlight.TryPeek(out long end, out _) && end <= instant)
            _inFlight.Dequeue();
        long later = completions.FirstOfThoseFrom(_next).End;
        return _inFlight.TryPeek(out long first, out _) ? Math.Min(first, later) : later;
    }

    private void Restart()
    {
        _inFlight.Clear();
        _next = track.First;
    }
}
