using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Redis.Resp;

namespace ChaosHarness.Watchers.Redis;

/// <summary>Reads version and configuration of one Redis server or sentinel.</summary>
internal static class ServerConfiguration
{
    /// <summary>The settings of Redis that decide how it fails over and what it can lose.</summary>
    private static readonly string[] s_redisNames =
    [
        "min-replicas-to-write", "min-replicas-max-lag", "repl-timeout", "repl-ping-replica-period",
        "repl-backlog-size", "repl-diskless-sync", "repl-diskless-sync-delay", "replica-priority",
        "replica-serve-stale-data", "replica-read-only", "appendonly", "appendfsync", "save",
        "stop-writes-on-bgsave-error", "maxmemory", "maxmemory-policy",
        "tcp-keepalive", "timeout", "shutdown-timeout",
    ];

    private static readonly string[] s_sentinelNames =
    [
        "down-after-milliseconds", "failover-timeout", "quorum", "parallel-syncs", "num-slaves", "num-other-sentinels",
        "config-epoch",
    ];

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>Reads a data node's server.</summary>
    public static async Task ReadRedisAsync(
        DataSpec data, INode node, ConfigurationJournal to, TimeProvider clock, CancellationToken ct)
    {
        (int port, string? password) = (RedisData.PortOf(data), RedisData.PasswordOf(data));
        await using RespClient client = await ConnectAsync(node, port, password, clock, ct);
        to.Version(node.Name, "redis", await VersionAsync(client, clock, ct));
        foreach (string name in s_redisNames)
        {
            RespValue reply = await AskAsync(client, ["CONFIG", "GET", name], clock, ct);
            // Older and newer servers do not have all of them.
            if (reply.AsFields().TryGetValue(name, out string? value))
                to.Value(node.Name, $"redis.{name}", value);
        }
    }

    /// <summary>Reads a sentinel.</summary>
    public static async Task ReadSentinelAsync(
        WatchSpec watch, INode node, ConfigurationJournal to, TimeProvider clock, CancellationToken ct)
    {
        int port = watch.Integer("port", SentinelWatcher.DefaultPort);
        await using RespClient client = await ConnectAsync(node, port, watch.Text("password"), clock, ct);
        to.Version(node.Name, "redis-sentinel", await VersionAsync(client, clock, ct));
        RespValue master = await AskAsync(client, ["SENTINEL", "MASTER", watch.Required("master")], clock, ct);
        IReadOnlyDictionary<string, string> fields = master.AsFields();
        foreach (string name in s_sentinelNames.Where(fields.ContainsKey))
            to.Value(node.Name, $"sentinel.{name}", fields[name]);
        // Redis 7.0 and later tell their built-in periods; older ones answer with an error.
        if (await AskAsync(client, ["SENTINEL", "DEBUG"], clock, ct) is not RespValue.Many periods)
            return;
        foreach ((string name, string value) in periods.AsFields())
            to.Value(node.Name, $"sentinel.{name.ToLowerInvariant()}", value);
    }

    private static Task<RespClient> ConnectAsync(
        INode node, int port, string? password, TimeProvider clock, CancellationToken ct) =>
        Connecting.WithinAsync(inner => RespClient.ConnectAsync(node, port, password, inner), s_timeout, clock, ct);

    private static async Task<string?> VersionAsync(RespClient client, TimeProvider clock, CancellationToken ct)
    {
        RespValue info = await AskAsync(client, ["INFO", "server"], clock, ct);
        return RedisInfo.Parse(info.AsText()).GetValueOrDefault("redis_version");
    }

    private static Task<RespValue> AskAsync(
        RespClient client, IReadOnlyList<string> command, TimeProvider clock, CancellationToken ct) =>
        client.CallAsync(command, ct).WaitAsync(s_timeout, clock, ct);
}
