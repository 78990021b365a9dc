using System.Net;
using StackExchange.Redis;

namespace WebApp.Storage.Redis;

/// <summary>
/// Opens and closes multiplexers to one Redis or one sentinel each. The client library would also look for masters
/// and reconnect by itself; here it must not, since the sentinels decide who is master and
/// <see cref="MasterFollower"/> obeys them.
/// </summary>
internal static class RedisClient
{
    // Without these the library opens no second connection (for subscriptions) and asks for nothing it does not need.
    private static readonly CommandMap DataCommands = CommandMap.Create(
        ["SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE", "CONFIG", "CLUSTER"], available: false);

    public static ConfigurationOptions ForMaster(EndPoint endPoint, TimeSpan connectTimeout, string clientName)
    {
        var options = Common(endPoint, connectTimeout);
        options.CommandMap = DataCommands;
        options.ClientName = clientName;
        return options;
    }

    public static ConfigurationOptions ForSentinel(EndPoint endPoint, TimeSpan connectTimeout)
    {
        var options = Common(endPoint, connectTimeout);
        options.CommandMap = CommandMap.Sentinel;
        return options;
    }

    /// <summary>Connects, or gives up when the token says so; what connects too late is closed again.</summary>
    public static async Task<ConnectionMultiplexer> ConnectAsync(
        ConfigurationOptions options, CancellationToken cancellation)
    {
        // The library does some of this work, such as starting a thread, before it returns a task.
        var connecting = Task.Run(() => ConnectionMultiplexer.ConnectAsync(options), cancellation);
        try
        {
            return await connecting.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            _ = CloseWhenConnectedAsync(connecting);
            throw;
        }
    }

    /// <summary>
    /// Closes without letting anything complete: what has not been answered fails. Never waits and never throws.
    /// </summary>
    public static void Close(IConnectionMultiplexer connection)
    {
        // On a thread of its own: closing flushes what the library has buffered, and when packets vanish on the way
        // and the socket is full, that blocks until the network is back or TCP gives up.
        _ = Task.Factory.StartNew(
            () => CloseAndWait(connection),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    private static void CloseAndWait(IConnectionMultiplexer connection)
    {
        try
        {
            // Close before Dispose: Dispose alone says QUIT and waits for the answer of a server that may be frozen.
            connection.Close(allowCommandsToComplete: false);
            connection.Dispose();
        }
        catch (Exception)
        {
            // It is gone, which is what was wanted.
        }
    }

    private static ConfigurationOptions Common(EndPoint endPoint, TimeSpan connectTimeout) => new()
    {
        EndPoints = { endPoint },
        AbortOnConnectFail = true,
        ConnectRetry = 1,
        ConnectTimeout = (int)connectTimeout.TotalMilliseconds,

        // No questions of its own about who is master, at connect and later.
        TieBreaker = "",
        ConfigurationChannel = "",
        ConfigCheckSeconds = 0,

        // Before the handshake tells it, an old default makes the library wait for each QUEUED of a transaction.
        DefaultVersion = new Version(6, 0),
    };

    private static async Task CloseWhenConnectedAsync(Task<ConnectionMultiplexer> connecting)
    {
        try
        {
            Close(await connecting);
        }
        catch (Exception)
        {
            // It never connected, so there is nothing to close.
        }
    }
}
