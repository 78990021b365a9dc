using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>
/// Watches which role every PostgreSQL server has: <c>primary</c>, <c>replica</c>, <c>error</c>, <c>down</c> (it takes no
/// sessions) or <c>silent</c>. Data: timeline, lsn and replayed (bytes since the beginning of WAL), receiver, sync, replicas.
/// </summary>
internal sealed class PostgresRoleWatcherFactory : PostgresWatcherFactory
{
    public override string Kind => "postgres-role";

    public override string Help => "Asks every PostgreSQL whether it is in recovery: primary, replica, error, down or silent.";

    protected override string Query => PgRole.Query;

    protected override Answer Understand(string node, IReadOnlyList<string?[]> rows) => PgRole.Understand(node, rows);
}
