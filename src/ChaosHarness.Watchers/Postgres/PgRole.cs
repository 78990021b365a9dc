using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>The question for the role of a PostgreSQL server, and what its answer means.</summary>
internal static class PgRole
{
    /// <summary>It is not in recovery: it takes writes from clients.</summary>
    public const string Primary = "primary";

    /// <summary>It replays what another server wrote.</summary>
    public const string Replica = "replica";

    private static readonly string[] s_names = ["timeline", "lsn", "replayed", "receiver", "sync", "replicas"];

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
          {PgReplication.Replicas}
        """;

    /// <summary>What the one row says.</summary>
    public static Answer Understand(string node, IReadOnlyList<string?[]> rows) =>
        new(node, rows[0][0] == "t" ? Replica : Primary, PgReplication.Named(s_names, rows[0].Skip(1)));
}
