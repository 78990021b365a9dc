using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>
/// Watches whether every PostgreSQL server takes a write, by committing one as a client would: <c>writable</c>,
/// <c>read-only</c>, <c>error</c>, <c>down</c>, or <c>silent</c> when the commit does not end in time (it waits for a
/// synchronous replica, say). What is written is a message in the WAL and no table's data.
/// </summary>
internal sealed class PostgresWritableWatcherFactory : PostgresWatcherFactory
{
    /// <summary>The server commits writes.</summary>
    public const string Writable = "writable";

    /// <summary>It refuses them.</summary>
    public const string ReadOnly = "read-only";

    /// <summary>Object not in the state needed: what servers in recovery say to whoever wants a transaction id.</summary>
    private const string NotInPrerequisiteState = "55000";

    public override string Kind => "postgres-writable";

    public override string Help => "Commits a message to every PostgreSQL's WAL: writable, read-only, error, down or silent.";

    protected override string Query => "SELECT pg_logical_emit_message(true, 'chaosharness', 'probe')";

    protected override Answer Understand(string node, IReadOnlyList<string?[]> rows) =>
        new(node, Writable, new Dictionary<string, string>());

    protected override Answer? UnderstandError(string node, PgException error) => IsRefusal(error)
        ? new Answer(node, ReadOnly, new Dictionary<string, string> { ["error"] = error.Message }) : null;

    private static bool IsRefusal(PgException error) =>
        error.State is PgException.ReadOnly or NotInPrerequisiteState
        || error.Message.Contains("during recovery", StringComparison.Ordinal);
}
