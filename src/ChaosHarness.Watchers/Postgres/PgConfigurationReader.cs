using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Addresses;
using ChaosHarness.Watchers.Etcd;
using ChaosHarness.Watchers.HAProxy;
using ChaosHarness.Watchers.Patroni;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>
/// Reads the live configuration of a PostgreSQL stack: from every data node <c>postgres.NAME</c> (<c>SHOW NAME</c>), from
/// every Patroni watched <c>patroni.NAME</c> (<c>GET /config</c>, with Patroni's own defaults for what nobody set), from
/// every etcd watched its version, from every HAProxy watched <c>WATCH.inter</c> and so on, and from the configuration
/// file of whoever moves a watched address <c>vip-manager.interval</c>.
/// </summary>
internal sealed class PgConfigurationReader : IConfigurationReader
{
    public string Kind => "postgres";

    public async Task ReadAsync(Stack stack, ILab lab, IJournal journal, TimeProvider clock, CancellationToken ct)
    {
        ConfigurationJournal to = new(journal, clock);
        if (stack.Data is { } data && data.Kind == Kind)
        {
            foreach (INode node in lab.Nodes.Where(n => data.Nodes.Contains(n.Name)))
                await to.TryAsync(node, "postgres", () => PgSettings.ReadAsync(data, node, to, clock, ct), ct);
        }

        foreach (WatchSpec watch in stack.Watches)
        {
            foreach (INode node in watch.NodesIn(lab))
            {
                if (Reader(watch, node) is { } read)
                    await to.TryAsync(node, watch.Kind, read, ct);
            }
        }

        Func<Task>? Reader(WatchSpec watch, INode node) => watch.Kind switch
        {
            "patroni" => () => PatroniConfiguration.ReadAsync(watch, node, to, clock, ct),
            "etcd" => () => EtcdConfiguration.ReadAsync(watch, node, to, clock, ct),
            "haproxy" => () => HAProxyConfiguration.ReadAsync(watch, node, to, clock, ct),
            "address" when watch.Text("config") is { } file => () => AddressConfiguration.ReadAsync(watch, file, node, stack, to, ct),
            _ => null,
        };
    }
}
