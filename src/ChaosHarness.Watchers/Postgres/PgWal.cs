using System.Globalization;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>The question how far a server's write-ahead log reaches, and on which timeline.</summary>
internal static class PgWal
{
    /// <summary>
    /// The timeline (of the file written to now, or received last), how far the log reaches in bytes since its beginning, and on
    /// a primary the history of its timeline, which names the one it left and where.
    /// </summary>
    public const string Query =
        """
        WITH own AS (
          SELECT CASE WHEN pg_is_in_recovery() THEN COALESCE((SELECT received_tli FROM pg_stat_wal_receiver),
                      (SELECT timeline_id FROM pg_control_checkpoint()))
                      ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END AS timeline,
                 CASE WHEN pg_is_in_recovery() THEN COALESCE(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                      ELSE pg_current_wal_lsn() END - '0/0' AS lsn)
        SELECT timeline, lsn, CASE WHEN NOT pg_is_in_recovery() AND timeline > 1 THEN
          pg_read_file('pg_wal/' || lpad(upper(to_hex(timeline)), 8, '0') || '.history', 0, 1048576, true) END
        FROM own
        """;

    /// <summary>What the one row says: the value is <c>TIMELINE/BYTES</c>, the data <c>forks</c> is <c>TIMELINE@BYTES</c> for each one left.</summary>
    public static Answer Understand(string node, IReadOnlyList<string?[]> rows)
    {
        string?[] row = rows[0];
        Dictionary<string, string> data = [];
        if (row[2] is { Length: > 0 } history)
            data["forks"] = Forks(history);
        return new Answer(node, $"{row[0]}/{row[1]}", data);
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
