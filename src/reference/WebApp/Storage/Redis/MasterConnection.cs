using System.Net;
using StackExchange.Redis;
using WebApp.Configuration;

namespace WebApp.Storage.Redis;

/// <summary>
/// A connection to one Redis that proved to be a master. Disposing refuses new commands at once and closes as soon as
/// that is safe.
/// </summary>
/// <remarks>
/// When it is safe: this library's Close flushes the write buffer while its writer thread may be flushing the same
/// buffer, and then everything in it is sent twice - seen in nearly every outage in which packets vanish, since the
/// writer then hangs in that flush. So the connection is closed only once its writer has come to rest.
/// </remarks>
internal sealed class MasterConnection : IDisposable
{
    private static readonly TimeSpan QuietCheck = TimeSpan.FromMilliseconds(100);

    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly TimeProvider _time;
    private int _sending;
    private volatile bool _retired;

    private MasterConnection(ConnectionMultiplexer connection, EndPoint endPoint, TimeProvider time)
    {
        _connection = connection;
        _database = connection.GetDatabase();
        _time = time;
        EndPoint = endPoint;
        Node = HostAndPort.Format(endPoint);

        // By default one worker completes all commands in order, and whatever is awaiting them runs on that worker:
        // requests would queue behind each other. 2.x of the library has no order to preserve and ignores this.
        connection.PreserveAsyncOrder = false;
        connection.ConnectionFailed += (_, failure) => Failed?.Invoke(this, failure.FailureType.ToString());
    }

    /// <summary>The connection broke; the text says how.</summary>
    public event Action<MasterConnection, string>? Failed;

    public EndPoint EndPoint { get; }

    /// <summary>The address as clients see it in X-Store-Node.</summary>
    public string Node { get; }

    /// <summary>Connects and asks for the role.</summary>
    /// <returns>The connection, or null where the Redis there is not a master.</returns>
    /// <exception cref="RedisException">It could not be reached.</exception>
    public static async Task<MasterConnection?> OpenAsync(
        ConfigurationOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var connection = new MasterConnection(
            await RedisClient.ConnectAsync(options, cancellation), options.EndPoints[0], time);
        try
        {
            if (await connection.IsMasterAsync(cancellation))
                return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        connection.Dispose();
        return null;
    }

    /// <summary>Sends a command.</summary>
    /// <param name="command">Hands the command to the library before its first await.</param>
    /// <exception cref="ObjectDisposedException">This connection takes no more commands; nothing was sent.</exception>
    public Task<T> SendAsync<T>(Func<IDatabase, Task<T>> command)
    {
        Interlocked.Increment(ref _sending);
        try
        {
            ObjectDisposedException.ThrowIf(_retired, this);
            return command(_database);
        }
        finally
        {
            Interlocked.Decrement(ref _sending);
        }
    }

    /// <summary>Asks for the role. Waits as long as the token allows: the library has no limit of its own.</summary>
    public async Task<bool> IsMasterAsync(CancellationToken cancellation)
    {
        var role = (RedisResult[]?)await SendAsync(redis => redis.ExecuteAsync("ROLE")).WaitAsync(cancellation);
        return role is { Length: > 0 } && (string?)role[0] == "master";
    }

    public void Dispose()
    {
        if (_retired)
            return;

        _retired = true;
        _ = CloseWhenQuietAsync();
    }

    private async Task CloseWhenQuietAsync()
    {
        // Between two runs the writer looks idle with a buffer still to flush, so it has to look idle twice in a row.
        // While packets vanish this takes until the network is back or TCP gives up; nothing waits for it.
        for (var quiet = 0; quiet < 2; quiet = IsQuiet() ? quiet + 1 : 0)
            await Task.Delay(QuietCheck, _time, CancellationToken.None);

        RedisClient.Close(_connection);
    }

    private bool IsQuiet() => Volatile.Read(ref _sending) == 0
        && _connection.GetCounters().Interactive is { PendingUnsentItems: 0, WriterCount: 0 };
}
