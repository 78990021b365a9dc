using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>Reads version and settings of one PostgreSQL server.</summary>
internal static class PgSettings
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>The settings that decide how it replicates and what it can lose.</summary>
    private const string Query =
        """
        SELECT name, CASE WHEN unit = 'ms' THEN setting || 'ms' WHEN unit = 's' THEN setting || 's' ELSE setting END
        FROM pg_settings WHERE name IN (
          'synchronous_commit', 'synchronous_standby_names', 'wal_sender_timeout', 'wal_receiver_timeout',
          'wal_receiver_status_interval', 'wal_retrieve_retry_interval', 'fsync', 'full_page_writes', 'wal_log_hints',
          'data_checksums', 'wal_segment_size', 'max_connections', 'max_wal_senders', 'tcp_keepalives_idle', 'tcp_user_timeout',
          'idle_in_transaction_session_timeout', 'statement_timeout')
        ORDER BY name
        """;

    /// <summary>Reads a data node's server.</summary>
    public static async Task ReadAsync(
        DataSpec data, INode node, ConfigurationJournal to, TimeProvider clock, CancellationToken ct)
    {
        await using PgClient client = await Connecting.WithinAsync(
            inner => PgClient.ConnectAsync(node, PgAccess.Of(data), inner), s_timeout, clock, ct);
        to.Version(node.Name, "postgresql", (await AskAsync("SHOW server_version"))[0][0]);
        foreach (string?[] row in await AskAsync(Query))
            to.Value(node.Name, $"postgres.{row[0]}", row[1] ?? "");

        Task<IReadOnlyList<string?[]>> AskAsync(string sql) => client.QueryAsync(sql, ct).WaitAsync(s_timeout, clock, ct);
    }
}
