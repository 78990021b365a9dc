using System.Diagnostics.CodeAnalysis;
using System.Net;
using WebApp.Configuration;

namespace WebApp.Storage.Redis;

/// <summary>
/// Keeps one connection to whoever is master, and none to anybody who is not.
/// <list type="bullet">
/// <item>It takes a master only from the sentinels, and only if the Redis there says so too (ROLE).</item>
/// <item>It lets go of a master at once when a sentinel announces another one, when the connection breaks, or when
/// an operation was answered READONLY; within a heartbeat when the role is gone or the sentinels name another; and
/// when a heartbeat stays unanswered for as long as an operation may take.</item>
/// <item>Without a master it asks again and again with a short pause, and everybody else gets a quick "no": that is
/// the circuit breaker of this service.</item>
/// </list>
/// Where no sentinel answers, a master that still proves its role is kept: losing the sentinels alone is no outage.
/// </summary>
internal sealed partial class MasterFollower(
    SentinelGroup sentinels,
    RedisOptions options,
    WebAppOptions web,
    TimeProvider time,
    ILogger<MasterFollower> logger) : BackgroundService, IStoreStatus
{
    private CancellationTokenSource _turn = new();
    private volatile MasterConnection? _current;
    private volatile EndPoint? _connectingTo;
    private long _lostAt = time.GetTimestamp();
    private long _provedAt;

    /// <summary>The master, or null while there is none.</summary>
    public MasterConnection? Current => _current;

    public StoreStatus Status
    {
        get
        {
            if (_current is not { } master)
                return new StoreStatus(false, null, "no verified master");

            var age = time.GetElapsedTime(Interlocked.Read(ref _provedAt));
            var recent = age < options.HeartbeatInterval + options.OperationTimeout;
            return new StoreStatus(recent, master.Node, $"proved its role {age.TotalMilliseconds:F0} ms ago");
        }
    }

    /// <summary>Lets go of a master that an operation found to be none, unless it has been replaced already.</summary>
    public void Drop(MasterConnection master, string reason)
    {
        if (Interlocked.CompareExchange(ref _current, null, master) != master)
            return;

        Interlocked.Exchange(ref _lostAt, time.GetTimestamp());
        LogLost(master.Node, reason);
        master.Dispose();
        LookAgain();
    }

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _current, null) is { } master)
            master.Dispose();

        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        sentinels.SwitchAnnounced += OnSwitchAnnounced;
        var pause = options.RetryDelay;
        while (!stoppingToken.IsCancellationRequested)
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            Volatile.Write(ref _turn, turn);
            try
            {
                if (_current is { } master)
                    await WatchAsync(master, turn.Token);
                else
                    pause = await FindAsync(pause, turn.Token);
            }
            catch (OperationCanceledException)
            {
                // Something happened: look again at once.
            }
            catch (Exception e)
            {
                // A follower that has died would leave this node without a master for ever.
                LogUnexpected(e);
                await Task.Delay(options.RetryDelay, time, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        sentinels.SwitchAnnounced -= OnSwitchAnnounced;
    }

    /// <summary>One heartbeat: the master proves its role, and the sentinels still agree.</summary>
    private async Task WatchAsync(MasterConnection master, CancellationToken turn)
    {
        await Task.Delay(options.HeartbeatInterval, time, turn);
        var asking = sentinels.AskAsync(turn);
        if (await ProblemOfAsync(master, turn) is { } problem)
        {
            Drop(master, problem);
            return;
        }

        Interlocked.Exchange(ref _provedAt, time.GetTimestamp());
        if (await asking is { } view && !view.Master.Equals(master.EndPoint))
            Drop(master, $"the sentinels name {HostAndPort.Format(view.Master)}");
    }

    private async Task<string?> ProblemOfAsync(MasterConnection master, CancellationToken turn)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(turn);
        limit.CancelAfter(options.OperationTimeout);
        try
        {
            return await master.IsMasterAsync(limit.Token) ? null : "it is no master any more";
        }
        catch (OperationCanceledException) when (!turn.IsCancellationRequested)
        {
            return "it does not answer";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return e.Message;
        }
    }

    /// <summary>One attempt to find a master, followed by a pause where there was none.</summary>
    /// <returns>The pause to use next time.</returns>
    private async Task<TimeSpan> FindAsync(TimeSpan pause, CancellationToken turn)
    {
        if (await sentinels.AskAsync(turn) is { } view && await OpenAsync(view.Master, turn) is { } master)
        {
            Adopt(master, view);
            return options.RetryDelay;
        }

        await Task.Delay(pause, time, turn);
        return TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, options.MaxRetryDelay.Ticks));
    }

    private async Task<MasterConnection?> OpenAsync(EndPoint endPoint, CancellationToken turn)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(turn);
        limit.CancelAfter(options.ConnectTimeout);
        _connectingTo = endPoint;
        try
        {
            var client = RedisClient.ForMaster(endPoint, options.ConnectTimeout, $"WebApp@{web.Node}");
            return await MasterConnection.OpenAsync(client, time, limit.Token);
        }
        catch (OperationCanceledException) when (!turn.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return null;
        }
        finally
        {
            _connectingTo = null;
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "Drop or Dispose closes it.")]
    private void Adopt(MasterConnection master, MasterView view)
    {
        Interlocked.Exchange(ref _provedAt, time.GetTimestamp());
        _current = master;
        master.Failed += (failed, reason) => Drop(failed, reason);
        var waited = time.GetElapsedTime(Interlocked.Read(ref _lostAt));
        LogFound(master.Node, view.ConfigEpoch, waited.TotalMilliseconds);
    }

    private void OnSwitchAnnounced(SwitchAnnouncement announcement)
    {
        // Every sentinel announces every switch: all but the first find us there already, or on the way.
        if (announcement.To.Equals(_connectingTo) || announcement.To.Equals(_current?.EndPoint))
            return;

        LogSwitch(HostAndPort.Format(announcement.From), HostAndPort.Format(announcement.To));
        if (_current is { } master)
            Drop(master, "a sentinel announced a switch");
        else
            LookAgain();
    }

    private void LookAgain()
    {
        try
        {
            Volatile.Read(ref _turn).Cancel();
        }
        catch (ObjectDisposedException)
        {
            // That turn is over, and the next one looks anyway.
        }
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Redis master is {Master} (config epoch {Epoch}), {WaitedMs:F0} ms without one.")]
    private partial void LogFound(string master, long epoch, double waitedMs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis master {Master} is let go: {Reason}.")]
    private partial void LogLost(string master, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Following the Redis master failed in an unforeseen way.")]
    private partial void LogUnexpected(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "A sentinel announced a switch from {From} to {To}.")]
    private partial void LogSwitch(string from, string to);
}
