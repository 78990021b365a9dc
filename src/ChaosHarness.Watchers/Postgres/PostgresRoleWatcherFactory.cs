using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>
/// Watches which role every PostgreSQL server has: <c>primary</c>, <c>replica</c>, <c>error</c>, <c>down</c> (it takes no
/// sessions) or <c>silent</c>. Data: timeline, lsn and replayed (bytes since the beginning of WAL), receiver, sync, replicas.
/// </summary>
internal sealed class PostgresRoleWatcherFactory : IWatcherFactory
{
    public string Kind => "postgres-role";

    public string Help => "Asks every PostgreSQL whether it is in recovery: primary, replica, error, down or silent.";

    public IReadOnlyDictionary<string, string> Settings => PgAccess.Help;

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        PgAccess access = PgAccess.Of(spec);
        TimeSpan timeout = spec.Duration("timeout", WatchSettings.DefaultTimeout);
        return new PollingWatcher(spec, spec.NodesIn(lab), Open, timeout, clock);

        IProbe Open(INode node) => new PgProbe(node, access, timeout, clock)
        {
            Query = PgRole.Query, Understand = rows => PgRole.Understand(node.Name, rows), UnderstandError = _ => null,
        };
    }
}
