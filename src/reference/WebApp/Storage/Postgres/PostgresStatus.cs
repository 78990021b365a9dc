using Npgsql;
using WebApp.Configuration;

namespace WebApp.Storage.Postgres;

/// <summary>Looks again and again whether a server that takes writes can be reached.</summary>
internal sealed class PostgresStatus(
    NpgsqlDataSource source, PostgresOptions options, TimeProvider time, ILogger<PostgresStatus> logger)
    : BackgroundService, IStoreStatus
{
    private static readonly StoreStatus Unknown = new(false, null, "No server has answered yet.");

    private volatile StoreStatus _status = Unknown;

    public StoreStatus Status => _status;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.HeartbeatInterval, time);
        do
        {
            var status = await LookAsync(stoppingToken);
            if (status.Ready != _status.Ready)
                PostgresStatusLog.Changed(logger, status.Ready, status.Detail);
            _status = status;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<StoreStatus> LookAsync(CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(options.OperationTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            return await AskAsync(both.Token).WaitAsync(both.Token);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            return new StoreStatus(false, null, e is OperationCanceledException ? "No server answered in time." : e.Message);
        }
    }

    private async Task<StoreStatus> AskAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand("SELECT pg_is_in_recovery()", connection);
        if (await command.ExecuteScalarAsync(cancellation) is not true)
            return new StoreStatus(true, connection.Host, "It takes writes.");
        source.Clear();
        return new StoreStatus(false, connection.Host, "It is in recovery and takes no writes.");
    }
}

internal static partial class PostgresStatusLog
{
    [LoggerMessage(1, LogLevel.Warning, "The store is ready: {Ready}. {Detail}")]
    public static partial void Changed(ILogger logger, bool ready, string detail);
}
