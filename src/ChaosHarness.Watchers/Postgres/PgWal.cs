using System.Globalization;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>The question how far a server's write-ahead log reaches, and on which timeline.</summary>
internal static class PgWal
{
    /// <summary>
    /// SQL for the timeline: on a primary that of the file written to now, in recovery that received last. NULL in recovery
    /// without a WAL receiver: the control file names the timeline of the last restartpoint, which may be an older one.
    /// Source: PostgreSQL documentation, "pg_stat_wal_receiver" (received_tli).
    /// </summary>
    public const string Timeline =
        """
        CASE WHEN pg_is_in_recovery() THEN (SELECT received_tli FROM pg_stat_wal_receiver)
             ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END
        """;

    /// <summary>
    /// SQL for how far the log reaches, in bytes since its beginning. What was replayed may be farther than what was received:
    /// a receiver begins at the start of a segment. (GREATEST passes over NULL.)
    /// Source: PostgreSQL documentation, "System Administration Functions", "Recovery Information Functions".
    /// </summary>
    public const string Position =
        """
        CASE WHEN pg_is_in_recovery() THEN GREATEST(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
             ELSE pg_current_wal_lsn() END - '0/0'
        """;

    /// <summary>What stands for a timeline that is not known.</summary>
    private const string NoTimeline = "-";

    /// <summary>
    /// The timeline, how far the log reaches, and on a primary the history of its timeline, which names the one it left and where.
    /// </summary>
    public const string Query =
        $"""
        WITH own AS (SELECT {Timeline} AS timeline, {Position} AS lsn)
        SELECT timeline, lsn, CASE WHEN NOT pg_is_in_recovery() AND timeline > 1 THEN
          pg_read_file('pg_wal/' || lpad(upper(to_hex(timeline)), 8, '0') || '.history', 0, 1048576, true) END
        FROM own
        """;

    /// <summary>What the one row says: the value is <c>TIMELINE/BYTES</c> or <c>-/BYTES</c>, the data <c>forks</c> is <c>TIMELINE@BYTES</c> for each one left.</summary>
    public static Answer Understand(string node, IReadOnlyList<string?[]> rows)
    {
        string?[] row = rows[0];
        Dictionary<string, string> data = [];
        if (row[2] is { Length: > 0 } history)
            data["forks"] = Forks(history);
        return new Answer(node, $"{row[0] ?? NoTimeline}/{row[1]}", data);
    }

    /// <summary>Reads a history file: a line for each timeline left, with its number and the position where that was.</summary>
    /// <exception cref="FormatException">A position is none.</exception>
    public static string Forks(string history) => string.Join(
        ' ', from line in history.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
             let fields = line.Split('\t', StringSplitOptions.TrimEntries)
             where fields.Length >= 2 && fields[0].All(char.IsAsciiDigit)
             select string.Create(CultureInfo.InvariantCulture, $"{fields[0]}@{Bytes(fields[1])}"));

    private static long Bytes(string position)
    {
        string[] halves = position.Split('/');
        return halves.Length == 2
            && uint.TryParse(halves[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint high)
            && uint.TryParse(halves[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint low)
            ? ((long)high << 32) | low
            : throw new FormatException($"'{position}' is no position in the write-ahead log.");
    }
}
