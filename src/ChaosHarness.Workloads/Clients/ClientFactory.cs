using ChaosHarness.Workloads.Clients.Http;
using ChaosHarness.Workloads.Clients.Postgres;
using ChaosHarness.Workloads.Clients.Redis;

namespace ChaosHarness.Workloads.Clients;

/// <summary>Makes the client for an entry point.</summary>
internal static class ClientFactory
{
    private const string Http = "http";
    private const string Redis = "redis";
    private const string RedisSentinel = "redis-sentinel";
    private const string Postgres = "postgres";
    private const int RedisPort = 6379;
    private const int PostgresPort = 5432;
    private const int SentinelPort = 26379;

    /// <summary>The kinds of entry points, with one line of help each.</summary>
    public static IReadOnlyDictionary<string, string> Kinds { get; } = new Dictionary<string, string>
    {
        [Http] = "the reference web application's HTTP API; endpoints are URLs; setting probe: the path that probes ask for",
        [Redis] = "a Redis server at a fixed address; endpoints are host:port",
        [Postgres] = "PostgreSQL servers, without a driver; endpoints are host:port; settings user, database; target: any (in turn) or "
            + "primary (the one that is no standby); identify: an SQL expression for the server's name",
        [RedisSentinel] = "the Redis master that the sentinels name; endpoints are the sentinels; setting master: its name",
    };

    /// <exception cref="FormatException">The entry point is not usable; the message says what to change.</exception>
    public static IClient Create(WorkerSpec spec, TimeProvider clock)
    {
        if (spec.Endpoints.Count == 0) throw new FormatException($"the entry point of load {spec.Load} has no endpoints.");
        bool reuse = !spec.NewConnections;
        return spec.EntryPointKind switch
        {
            Http => new DirectClient([.. spec.Endpoints.Select(e => ForHttp(e, spec))], reuse, clock),
            Redis => new DirectClient([.. spec.Endpoints.Select(e => ForRedis(e))], reuse, clock),
            Postgres => ForPostgres(spec, reuse, clock),
            RedisSentinel => new SentinelClient(
                spec.Settings.GetValueOrDefault("master")
                    ?? throw new FormatException("an entry point of kind redis-sentinel needs the setting 'master'."),
                [.. spec.Endpoints.Select(e => Endpoint.Parse(e, SentinelPort))],
                reuse,
                clock),
            var other => throw new FormatException(
                $"there is no client for entry points of kind '{other}'; known: {string.Join(", ", Kinds.Keys)}."),
        };
    }

    private static (Endpoint, IProtocol) ForHttp(string text, WorkerSpec spec)
    {
        var target = HttpTarget.Parse(text);
        return (target.Endpoint, new HttpProtocol(target, spec.Settings, spec.NewConnections));
    }

    private static IClient ForPostgres(WorkerSpec spec, bool reuse, TimeProvider clock)
    {
        var greeting = new PgGreeting(spec.Settings, spec.Load);
        Endpoint[] servers = [.. spec.Endpoints.Select(e => Endpoint.Parse(e, PostgresPort))];
        return spec.Settings.GetValueOrDefault("target", "any") switch
        {
            "any" => new DirectClient([.. servers.Select(s => (s, (IProtocol)new PgProtocol(greeting)))], reuse, clock),
            "primary" => new PrimaryClient(servers, greeting, reuse, clock),
            var other => throw new FormatException($"the setting 'target: {other}' of a postgres entry point is neither any nor primary."),
        };
    }

    private static (Endpoint, IProtocol) ForRedis(string text) => (Endpoint.Parse(text, RedisPort), new RespProtocol());
}
