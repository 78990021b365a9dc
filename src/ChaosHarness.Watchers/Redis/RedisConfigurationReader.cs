using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.HAProxy;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Redis;

/// <summary>
/// Reads the live configuration of a Redis stack. From every data node <c>redis.NAME</c> (<c>CONFIG GET</c>); from
/// every sentinel watched <c>sentinel.FIELD</c> (<c>SENTINEL MASTER</c>, names as Redis prints them) and its built-in
/// periods (<c>SENTINEL DEBUG</c>, such as <c>sentinel.ask-period</c>); from every HAProxy watched
/// <c>haproxy.inter</c>,
/// <c>haproxy.fall</c>, <c>haproxy.rise</c> and so on: the largest of all its servers. Times are in milliseconds, but
/// for the few that Redis keeps in seconds, such as <c>redis.min-replicas-max-lag</c> and <c>redis.repl-timeout</c>.
/// </summary>
internal sealed class RedisConfigurationReader : IConfigurationReader
{
    public string Kind => "redis";

    public async Task ReadAsync(Stack stack, ILab lab, IJournal journal, TimeProvider clock, CancellationToken ct)
    {
        ConfigurationJournal to = new(journal, clock);
        if (stack.Data is { } data && data.Kind == Kind)
        {
            foreach (INode node in lab.Nodes.Where(n => data.Nodes.Contains(n.Name)))
                await TryAsync(node, "redis", () => ServerConfiguration.ReadRedisAsync(data, node, to, clock, ct));
        }

        foreach (WatchSpec watch in stack.Watches.Where(w => w.Kind == "sentinel"))
        {
            foreach (INode node in watch.NodesIn(lab))
            {
                await TryAsync(
                    node, "sentinel", () => ServerConfiguration.ReadSentinelAsync(watch, node, to, clock, ct));
            }
        }

        foreach (WatchSpec watch in stack.Watches.Where(w => w.Kind == "haproxy"))
        {
            foreach (INode node in watch.NodesIn(lab))
                await TryAsync(node, "haproxy", () => HAProxyConfiguration.ReadAsync(watch, node, to, clock, ct));
        }

        Task TryAsync(INode node, string what, Func<Task> read) => to.TryAsync(node, what, read, ct);
    }
}
