using ChaosHarness.Watchers.Addresses;
using ChaosHarness.Watchers.Etcd;
using ChaosHarness.Watchers.Patroni;
using ChaosHarness.Watchers.Postgres;
using ChaosHarness.Watchers.Commands;
using ChaosHarness.Watchers.HAProxy;
using ChaosHarness.Watchers.Http;
using ChaosHarness.Watchers.Locks;
using ChaosHarness.Watchers.Pacemaker;
using ChaosHarness.Watchers.Redis;
using ChaosHarness.Watchers.Scdata;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers;

/// <summary>Everything that can watch, for composition.</summary>
public static class WatcherFactories
{
    /// <summary>All of them, in the order of their names.</summary>
    public static IReadOnlyList<IWatcherFactory> All { get; } =
    [
        new AddressWatcherFactory(),
        new ArpWatcherFactory(),
        new CommandWatcherFactory(),
        new EtcdKeyWatcherFactory(),
        new EtcdWatcherFactory(),
        new FileLockWatcherFactory(),
        new HAProxyWatcherFactory(),
        new HttpJsonWatcherFactory(),
        new HttpReadyWatcherFactory(),
        new PacemakerWatcherFactory(),
        new PatroniWatcherFactory(),
        new PostgresRoleWatcherFactory(),
        new PostgresWalWatcherFactory(),
        new PostgresReplicationWatcherFactory(),
        new PostgresWritableWatcherFactory(),
        new RedisRoleWatcherFactory(),
        new RedisReplicationWatcherFactory(),
        new SentinelWatcherFactory(),
    ];

    /// <summary>The readers of live configuration.</summary>
    public static IReadOnlyList<IConfigurationReader> ConfigurationReaders { get; } = 
        [new PgConfigurationReader(), new RedisConfigurationReader(), new ScdataConfigurationReader()];

    /// <summary>The readers of stored data.</summary>
    public static IReadOnlyList<IDataReader> DataReaders { get; } = [new PgDataReader(), new RedisDataReader(), new ScdataDataReader()];
}
