using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>
/// Watches the replication of every PostgreSQL server: a replica's WAL receiver is <c>streaming</c>, in another of its states
/// (<c>starting</c>, <c>waiting</c>, <c>restarting</c>, <c>stopping</c>) or <c>none</c>; a primary's replicas are <c>async</c>,
/// or one of them is <c>sync</c>; <c>error</c>, <c>down</c> or <c>silent</c>. Data: from and timeline, or replicas.
/// </summary>
internal sealed class PostgresReplicationWatcherFactory : PostgresWatcherFactory
{
    public override string Kind => "postgres-replication";

    public override string Help =>
        "Asks every PostgreSQL for its WAL receiver: streaming, none ...; on a primary for its replicas: async, or sync if one is.";

    protected override string Query => PgReplication.Query;

    protected override Answer Understand(string node, IReadOnlyList<string?[]> rows) => PgReplication.Understand(node, rows);
}
