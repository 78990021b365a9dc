using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace ChaosHarness.Workloads.Clients;

/// <summary>
/// Connections to one endpoint. There is no limit and no queue: an operation that finds none idle makes its own, since
/// an open loop does not wait for others.
/// </summary>
internal sealed class ConnectionPool(Endpoint endpoint, Deadlines deadlines, bool reuse) : IDisposable
{
    /// <summary>
    /// An idle connection is not used again after this time: servers close idle ones after five seconds or more, and a
    /// request that crosses such a close has an unknown outcome that is not the target's fault.
    /// </summary>
    private static readonly TimeSpan s_idleMax = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan s_trimPeriod = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<Connection> _idle = [];
    private readonly Dictionary<IPEndPoint, string> _names = [];
    private Instant _nextTrim;

    /// <summary>An idle connection that the server has not closed, its deadline set; or null.</summary>
    public Connection? TakeIdle(Instant deadline)
    {
        var oldest = Instant.Now(deadlines.Clock) - s_idleMax;
        while (Pop() is { } connection)
        {
            if (connection.IdleSince >= oldest && !connection.IsStale)
            {
                connection.Arm(deadline);
                return connection;
            }

            // Closing takes some time, and this is called by the thread that keeps the schedule.
            ThreadPool.UnsafeQueueUserWorkItem(static c => c.Dispose(), connection, preferLocal: false);
        }

        return null;
    }

    /// <summary>Makes a connection; on failure says how it failed.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(Connection? Connection, Reply Failure)> ConnectAsync(Instant deadline)
    {
        IPAddress[] addresses;
        try
        {
            var lookup = endpoint.ResolveAsync();
            if (!lookup.IsCompleted) lookup = lookup.WaitAsync(Remaining(deadline), deadlines.Clock);
            addresses = await lookup;
        }
        catch (Exception e)
        {
            return (null, TransportErrors.Unresolved(e));
        }

        // As other clients do: the addresses of a name are tried in turn within the time there is.
        var failure = Reply.Fail(ErrorClasses.NameUnknown);
        foreach (var address in addresses)
        {
            (var connection, failure) = await ConnectAsync(new IPEndPoint(address, endpoint.Port), deadline);
            if (connection is not null) return (connection, default);
            if (Remaining(deadline) == TimeSpan.Zero) break;
        }

        return (null, failure);
    }

    /// <summary>Takes back a connection whose exchange is complete and leaves nothing behind on it.</summary>
    public void PutAside(Connection connection)
    {
        if (!reuse)
        {
            connection.Reset();
            return;
        }

        var now = Instant.Now(deadlines.Clock);
        connection.Clear();
        connection.IdleSince = now;
        List<Connection>? old = null;
        lock (_gate)
        {
            _idle.Add(connection);
            if (now >= _nextTrim) old = Trim(now);
        }

        if (old is not null) ThreadPool.UnsafeQueueUserWorkItem(CloseAll, old, preferLocal: false);
    }

    /// <summary>Closes all idle connections.</summary>
    public void Dispose()
    {
        while (Pop() is { } connection) connection.Dispose();
    }

    private async ValueTask<(Connection? Connection, Reply Failure)> ConnectAsync(IPEndPoint target, Instant deadline)
    {
        Connection? connection = null;
        try
        {
            connection = new Connection(target.AddressFamily, deadlines, deadline);
            await connection.ConnectAsync(target, NameOf(target));
            return (connection, default);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            bool expired = connection?.IsExpired ?? false;
            connection?.Dispose();
            var error = (e as SocketException)?.SocketErrorCode ?? SocketError.OperationAborted;
            return (null, TransportErrors.NotConnected(error, expired));
        }
    }

    /// <summary>Takes away those at the bottom that have not been used for long, a burst's leftovers.</summary>
    private List<Connection> Trim(Instant now)
    {
        _nextTrim = now + s_trimPeriod;
        int count = 0;
        while (count < _idle.Count && _idle[count].IdleSince < now - s_idleMax) count++;
        var old = _idle.GetRange(0, count);
        _idle.RemoveRange(0, count);
        return old;
    }

    private static void CloseAll(List<Connection> connections)
    {
        foreach (var connection in connections) connection.Dispose();
    }

    private TimeSpan Remaining(Instant deadline)
    {
        var left = deadline - Instant.Now(deadlines.Clock);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The most recently used one: the others grow old and are closed.</summary>
    private Connection? Pop()
    {
        lock (_gate)
        {
            if (_idle.Count == 0) return null;
            var connection = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            return connection;
        }
    }

    private string NameOf(IPEndPoint target)
    {
        lock (_gate)
        {
            if (!_names.TryGetValue(target, out string? name)) _names[target] = name = target.ToString();
            return name;
        }
    }
}
