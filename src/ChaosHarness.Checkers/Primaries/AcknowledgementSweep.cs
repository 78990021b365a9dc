using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Primaries;

/// <summary>Goes along the acknowledged writes of a node, in time, and knows which of them are in flight.</summary>
internal sealed class AcknowledgementSweep(Acknowledgements node)
{
    private readonly PriorityQueue<long, long> _inFlight = new();
    private int _next = node.First;
    private long _last = long.MinValue;

    /// <summary>
    /// The last acknowledgement before an instant; <see cref="long.MinValue"/> when there is none. Instants have to be
    /// asked for in ascending order.
    /// </summary>
    public long LastEndBefore(long instant)
    {
        for (; _next < node.Past; _next = node.Next(_next))
        {
            Operation op = node[_next];
            if (op.Start.Nanoseconds >= instant)
                break;
            Take(op.End.Nanoseconds, instant);
        }

        while (_inFlight.TryPeek(out long end, out _) && end < instant)
            _last = Math.Max(_last, _inFlight.Dequeue());
        return _last;
    }

    private void Take(long end, long instant)
    {
        if (end >= instant)
            _inFlight.Enqueue(end, end);
        else
            _last = Math.Max(_last, end);
    }
}
