using Npgsql;
using WebApp.Configuration;

namespace WebApp.Storage.Postgres;

/// <summary>Looks again and again whether a server that takes writes can be reached.</summary>
internal sealed class PostgresStatus(
    NpgsqlDataSource source, PostgresOptions options, TimeProvider time, ILogger<PostgresStatus> logger)
    : PolledStatus(options.HeartbeatInterval, options.OperationTimeout, time, logger)
{
    protected override async Task<StoreStatus> AskAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand("SELECT pg_is_in_recovery()", connection);
        if (await command.ExecuteScalarAsync(cancellation) is not true)
            return new StoreStatus(true, connection.Host, "It takes writes.");
        source.Clear();
        return new StoreStatus(false, connection.Host, "It is in recovery and takes no writes.");
    }
}
