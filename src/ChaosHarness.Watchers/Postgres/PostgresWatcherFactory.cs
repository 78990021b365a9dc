using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>Watches every PostgreSQL server by one query, put over a session of its own in each node.</summary>
internal abstract class PostgresWatcherFactory : IWatcherFactory
{
    public abstract string Kind { get; }

    public abstract string Help { get; }

    public IReadOnlyDictionary<string, string> Settings => PgAccess.Help;

    /// <summary>The query.</summary>
    protected abstract string Query { get; }

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        PgAccess access = PgAccess.Of(spec);
        TimeSpan timeout = spec.Duration("timeout", WatchSettings.DefaultTimeout);
        return new PollingWatcher(spec, spec.NodesIn(lab), Open, timeout, clock);

        IProbe Open(INode node) => new PgProbe(node, access, timeout, clock)
        {
            Query = Query,
            Understand = rows => Understand(node.Name, rows),
            UnderstandError = error => UnderstandError(node.Name, error),
        };
    }

    /// <summary>What its rows mean.</summary>
    protected abstract Answer Understand(string node, IReadOnlyList<string?[]> rows);

    /// <summary>What an error means; null when it is only an error.</summary>
    protected virtual Answer? UnderstandError(string node, PgException error) => null;
}
