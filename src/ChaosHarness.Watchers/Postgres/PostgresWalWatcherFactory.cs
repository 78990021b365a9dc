using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>
/// Watches how far every PostgreSQL server's write-ahead log reaches: <c>TIMELINE/BYTES</c>, <c>error</c>, <c>down</c> or
/// <c>silent</c>. Data: forks, on a primary (<see cref="PgWal"/>).
/// </summary>
internal sealed class PostgresWalWatcherFactory : IWatcherFactory
{
    public string Kind => "postgres-wal";

    public string Help => "Asks every PostgreSQL for its timeline and how far its WAL reaches, in bytes.";

    public IReadOnlyDictionary<string, string> Settings => PgAccess.Help;

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        PgAccess access = PgAccess.Of(spec);
        TimeSpan timeout = spec.Duration("timeout", WatchSettings.DefaultTimeout);
        return new PollingWatcher(spec, spec.NodesIn(lab), Open, timeout, clock);

        IProbe Open(INode node) => new PgProbe(node, access, timeout, clock)
        {
            Query = PgWal.Query, Understand = rows => PgWal.Understand(node.Name, rows), UnderstandError = _ => null,
        };
    }
}
