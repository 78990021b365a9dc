using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>
/// Watches whether every PostgreSQL server takes a write, by committing one as a client would: <c>writable</c>,
/// <c>read-only</c>, <c>error</c>, <c>down</c>, or <c>silent</c> when the commit does not end in time (it waits for a
/// synchronous replica, say). What is written is a message in the WAL and no table's data.
/// </summary>
internal sealed class PostgresWritableWatcherFactory : IWatcherFactory
{
    /// <summary>The server commits writes.</summary>
    public const string Writable = "writable";

    /// <summary>It refuses them.</summary>
    public const string ReadOnly = "read-only";

    /// <summary>Object not in the state needed: what servers in recovery say to whoever wants a transaction id.</summary>
    private const string NotInPrerequisiteState = "55000";

    private const string Query = "SELECT pg_logical_emit_message(true, 'chaosharness', 'probe')";

    public string Kind => "postgres-writable";

    public string Help => "Commits a message to every PostgreSQL's WAL: writable, read-only, error, down or silent.";

    public IReadOnlyDictionary<string, string> Settings => PgAccess.Help;

    public IWatcher Create(WatchSpec spec, ILab lab, TimeProvider clock)
    {
        PgAccess access = PgAccess.Of(spec);
        TimeSpan timeout = spec.Duration("timeout", WatchSettings.DefaultTimeout);
        return new PollingWatcher(spec, spec.NodesIn(lab), Open, timeout, clock);

        IProbe Open(INode node) => new PgProbe(node, access, timeout, clock)
        {
            Query = Query,
            Understand = _ => new Answer(node.Name, Writable, new Dictionary<string, string>()),
            UnderstandError = error => IsRefusal(error)
                ? new Answer(node.Name, ReadOnly, new Dictionary<string, string> { ["error"] = error.Message }) : null,
        };
    }

    private static bool IsRefusal(PgException error) =>
        error.State is PgException.ReadOnly or NotInPrerequisiteState
        || error.Message.Contains("during recovery", StringComparison.Ordinal);
}
