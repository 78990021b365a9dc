namespace ChaosHarness.Workloads.Clients;

/// <summary>
/// Ends exchanges whose time is over, by closing their connections. One look at all connections every 10 ms costs less
/// than a timer per operation; an operation gives up at most that much late.
/// </summary>
internal sealed class Deadlines : IAsyncDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(10);

    private readonly TimeProvider _clock;
    private readonly PeriodicTimer _timer;
    private readonly Lock _gate = new();
    private readonly List<Connection> _connections = [];
    private readonly List<Connection> _late = [];

    /// <summary>
    /// Buffers of connections that are gone. A target that hangs takes thousands of connections a second; the less is
    /// new about each, the less often everything has to stop for the garbage collector.
    /// </summary>
    private readonly Stack<byte[]> _buffers = new();
    private readonly Task _watching;

    public Deadlines(TimeProvider clock)
    {
        _clock = clock;
        _timer = new PeriodicTimer(s_period, clock);
        _watching = WatchAsync();
    }

    /// <summary>The clock by which deadlines are meant.</summary>
    public TimeProvider Clock => _clock;

    /// <summary>Watches over a connection until it is removed, and gives it a used buffer if there is one.</summary>
    public byte[]? Add(Connection connection)
    {
        lock (_gate)
        {
            connection.Place = _connections.Count;
            _connections.Add(connection);
            return _buffers.TryPop(out byte[]? buffer) ? buffer : null;
        }
    }

    /// <summary>Forgets a connection and takes its buffer back; harmless when it is unknown.</summary>
    public void Remove(Connection connection, byte[]? buffer)
    {
        lock (_gate)
        {
            int place = connection.Place;
            if (place < 0) return;
            if (buffer is not null) _buffers.Push(buffer);
            var last = _connections[^1];
            _connections[place] = last;
            last.Place = place;
            _connections.RemoveAt(_connections.Count - 1);
            connection.Place = -1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _watching;
        foreach (var connection in Snapshot()) connection.Abort();
    }

    private async Task WatchAsync()
    {
        while (await _timer.WaitForNextTickAsync(CancellationToken.None))
        {
            var now = Instant.Now(_clock);
            lock (_gate)
            {
                foreach (var connection in _connections)
                {
                    if (connection.TryExpire(now)) _late.Add(connection);
                }
            }

            // Closing wakes whoever waits for an answer: not under the lock.
            foreach (var connection in _late) connection.Abort();
            _late.Clear();
        }
    }

    private List<Connection> Snapshot()
    {
        lock (_gate) return [.. _connections];
    }
}
