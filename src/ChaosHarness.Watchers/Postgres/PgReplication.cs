using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>
/// The question whether a server's write-ahead log comes from another, or goes to others, and what its answer means. That a
/// server is in recovery says nothing of it: one that nobody sends anything is a replica too.
/// </summary>
internal static class PgReplication
{
    /// <summary>SQL for who is sent the log, and how: <c>NAME=STATE/SYNC_STATE</c> for each (pg_stat_replication).</summary>
    public const string Replicas =
        """
        (SELECT string_agg(application_name || '=' || state || '/' || sync_state, ' ' ORDER BY application_name)
         FROM pg_stat_replication)
        """;

    private static readonly string[] s_names = ["from", "timeline", "replicas"];

    /// <summary>
    /// On a replica the state of its WAL receiver (pg_stat_wal_receiver), from whom it gets the log and on which timeline;
    /// on a primary the synchronous state of those it sends it to, and who they are (pg_stat_replication).
    /// </summary>
    public const string Query =
        $"""
        SELECT CASE WHEN pg_is_in_recovery() THEN COALESCE((SELECT status FROM pg_stat_wal_receiver), 'none')
               WHEN EXISTS (SELECT FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')) THEN 'sync'
               ELSE 'async' END,
          (SELECT sender_host FROM pg_stat_wal_receiver),
          (SELECT received_tli FROM pg_stat_wal_receiver),
          {Replicas}
        """;

    /// <summary>What the one row says.</summary>
    public static Answer Understand(string node, IReadOnlyList<string?[]> rows) =>
        new(node, rows[0][0] ?? "", Named(s_names, rows[0].Skip(1)));

    /// <summary>Data by name, without what is NULL or empty.</summary>
    public static Dictionary<string, string> Named(IEnumerable<string> names, IEnumerable<string?> values)
    {
        Dictionary<string, string> data = [];
        foreach ((string name, string? value) in names.Zip(values))
        {
            if (value is { Length: > 0 })
                data[name] = value;
        }

        return data;
    }
}
