using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>
/// Watches how far every PostgreSQL server's write-ahead log reaches: <c>TIMELINE/BYTES</c> (<c>-/BYTES</c> where it tells no
/// timeline), <c>error</c>, <c>down</c> or <c>silent</c>. Data: forks, on a primary (<see cref="PgWal"/>).
/// </summary>
internal sealed class PostgresWalWatcherFactory : PostgresWatcherFactory
{
    public override string Kind => "postgres-wal";

    public override string Help => "Asks every PostgreSQL for its timeline and how far its WAL reaches, in bytes.";

    protected override string Query => PgWal.Query;

    protected override Answer Understand(string node, IReadOnlyList<string?[]> rows) => PgWal.Understand(node, rows);
}
