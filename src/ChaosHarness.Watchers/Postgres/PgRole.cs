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
    /// <c>pg_is_in_recovery()</c>; the timeline and how far the WAL reaches as <see cref="PgWal"/> asks for them, the state of
    /// the WAL receiver, and who replicates from it and how.
    /// </summary>
    public const string Query =
        $"""
        SELECT pg_is_in_recovery(), {PgWal.Timeline}, {PgWal.Position},
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
