using System.Globalization;
using System.Net;
using StackExchange.Redis;
using WebApp.Configuration;

namespace WebApp.Storage.Redis;

/// <summary>
/// One sentinel: asks it who is master and listens to its announcements. Connects when first asked, and anew after
/// every failure: a connection that a cut has left half-open would otherwise stay silent for minutes after the cut.
/// </summary>
internal sealed partial class Sentinel(
    EndPoint endPoint, RedisOptions options, TimeProvider time, ILogger<Sentinel> logger) : IDisposable
{
    private readonly Lock _lock = new();
    private Task<MasterView?> _asking = Task.FromResult<MasterView?>(null);
    private ConnectionMultiplexer? _connection;
    private string? _lastProblem = "not asked yet";
    private bool _disposed;

    /// <summary>The sentinel announced a switch of our master.</summary>
    public event Action<SwitchAnnouncement>? SwitchAnnounced;

    /// <summary>
    /// Asks who is master; joins a question already on its way. Ends within the connect timeout plus the sentinel
    /// timeout, and never throws: null means that this sentinel has nothing to say.
    /// </summary>
    public Task<MasterView?> AskAsync()
    {
        lock (_lock)
        {
            if (_asking.IsCompleted && !_disposed)
                _asking = AskOnceAsync();

            return _asking;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        Disconnect();
    }

    private async Task<MasterView?> AskOnceAsync()
    {
        try
        {
            var connection = _connection ??= await ConnectAsync();
            var server = connection.GetServer(endPoint);
            using var limit = new CancellationTokenSource(options.SentinelTimeout, time);
            var master = server.SentinelGetMasterAddressByNameAsync(options.MasterName);
            var state = server.SentinelMasterAsync(options.MasterName);
            await Task.WhenAll(master, state).WaitAsync(limit.Token);
            return Read(await master, await state);
        }
        catch (RedisServerException e)
        {
            // It answers, but it does not monitor such a master: reconnecting would not help.
            NoteProblem(e.Message);
            return null;
        }
        catch (Exception e)
        {
            NoteProblem(e is OperationCanceledException ? "no answer in time" : e.Message);
            Disconnect();
            return null;
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, time);
        var connection = await RedisClient.ConnectAsync(
            RedisClient.ForSentinel(endPoint, options.ConnectTimeout), limit.Token);
        try
        {
            var channel = new RedisChannel(SwitchAnnouncement.Channel, RedisChannel.PatternMode.Literal);
            await connection.GetSubscriber().SubscribeAsync(channel, (_, message) => Announce(message))
                .WaitAsync(limit.Token);
            return connection;
        }
        catch
        {
            RedisClient.Close(connection);
            throw;
        }
    }

    private MasterView? Read(EndPoint? master, KeyValuePair<string, string>[] state)
    {
        if (master is null)
        {
            NoteProblem($"knows no master '{options.MasterName}'");
            return null;
        }

        if (Interlocked.Exchange(ref _lastProblem, null) is not null)
            LogReachable(HostAndPort.Format(endPoint), HostAndPort.Format(master));

        var epoch = state.FirstOrDefault(field => field.Key == "config-epoch").Value;
        return new MasterView(master, long.TryParse(epoch, CultureInfo.InvariantCulture, out var number) ? number : 0);
    }

    private void Announce(string? message)
    {
        if (SwitchAnnouncement.TryParse(message, out var announcement) && announcement.MasterName == options.MasterName)
            SwitchAnnounced?.Invoke(announcement);
    }

    private void Disconnect()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
            RedisClient.Close(connection);
    }

    private void NoteProblem(string problem)
    {
        // Once per trouble, not once per question; the text itself may differ from one time to the next.
        if (Interlocked.Exchange(ref _lastProblem, problem) is null or "not asked yet")
            LogUnreachable(HostAndPort.Format(endPoint), problem);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sentinel {Sentinel} answers: the master is {Master}.")]
    private partial void LogReachable(string sentinel, string master);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sentinel {Sentinel} does not help: {Problem}.")]
    private partial void LogUnreachable(string sentinel, string problem);
}
