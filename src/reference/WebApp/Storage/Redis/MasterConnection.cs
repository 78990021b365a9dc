using System.Net;
using StackExchange.Redis;
using WebApp.Configuration;

namespace WebApp.Storage.Redis;

/// <summary>A connection to one Redis that proved to be a master. Disposing closes it at once.</summary>
internal sealed class MasterConnection : IDisposable
{
    private readonly ConnectionMultiplexer _connection;

    private MasterConnection(ConnectionMultiplexer connection, EndPoint endPoint)
    {
        _connection = connection;
        EndPoint = endPoint;
        Node = HostAndPort.Format(endPoint);
        Database = connection.GetDatabase();

        // By default one worker completes all commands in order, and whatever is awaiting them runs on that worker:
        // requests would queue behind each other. 2.x of the library has no order to preserve and ignores this.
        connection.PreserveAsyncOrder = false;
        connection.ConnectionFailed += (_, failure) => Failed?.Invoke(this, failure.FailureType.ToString());
    }

    /// <summary>The connection broke; the text says how.</summary>
    public event Action<MasterConnection, string>? Failed;

    public EndPoint EndPoint { get; }

    /// <summary>The address as clients see it in X-Redis-Node.</summary>
    public string Node { get; }

    public IDatabase Database { get; }

    /// <summary>Connects and asks for the role.</summary>
    /// <returns>The connection, or null where the Redis there is not a master.</returns>
    /// <exception cref="RedisException">It could not be reached.</exception>
    public static async Task<MasterConnection?> OpenAsync(
        ConfigurationOptions options, CancellationToken cancellation)
    {
        var connection = new MasterConnection(
            await RedisClient.ConnectAsync(options, cancellation), options.EndPoints[0]);
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

    /// <summary>Asks Redis for its role. Waits as long as the token allows: the library has no limit of its own.</summary>
    public async Task<bool> IsMasterAsync(CancellationToken cancellation)
    {
        var role = (RedisResult[]?)await Database.ExecuteAsync("ROLE").WaitAsync(cancellation);
        return role is { Length: > 0 } && (string?)role[0] == "master";
    }

    public void Dispose() => RedisClient.Close(_connection);
}
