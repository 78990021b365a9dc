using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>The question for the role of a PostgreSQL server, and what its answer means.</summary>
internal static class PgRole
{
    /// <summary>It is not in recovery: it takes writes from clients.</summary>
    public const string Primary = "primary";

    /// <summary>It replays what another server wrote.</summary>
    public const string Replica = "replica";

    private static readonly string[] s_names = ["recovery", "timeline", "lsn", "replayed", "receiver", "sync", "replicas"];

    /// <summary>
    /// <c>pg_is_in_recovery()</c>; the timeline (of the file written to now, or received last), how far its WAL reaches as
    /// bytes since the beginning, the state of the WAL receiver, and who replicates from it and how.
    /// </summary>
    public const string Query =
        """
        SELECT pg_is_in_recovery(),
          CASE WHEN pg_is_in_recovery() THEN COALESCE((SELECT received_tli FROM pg_stat_wal_receiver),
               (SELECT timeline_id FROM pg_control_checkpoint()))
               ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END,
          CASE WHEN pg_is_in_recovery() THEN COALESCE(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
               ELSE pg_current_wal_lsn() END - '0/0',
          pg_last_wal_replay_lsn() - '0/0',
          (SELECT status FROM pg_stat_wal_receiver),
          current_setting('synchronous_standby_names'),
          (SELECT string_agg(application_name || '=' || state || '/' || sync_state, ' ' ORDER BY application_name)
           FROM pg_stat_replication)
        """;

    /// <summary>What the one row says.</summary>
    public static Answer Understand(string node, IReadOnlyList<string?[]> rows)
    {
        string?[] row = rows[0];
        Dictionary<string, string> data = [];
        for (int i = 1; i < s_names.Length; i++)
        {
            if (row[i] is { Length: > 0 } value)
                data[s_names[i]] = value;
        }

        return new Answer(node, row[0] == "t" ? Replica : Primary, data);
    }
}
