using System.Net;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Kit;

/// <summary>
/// One primary, two replicas, and a sentinel beside each, as in the documents, but with times in which a test can see a
/// failover; one HAProxy in front of two small web servers.
/// </summary>
internal static class RedisStack
{
    public const string Master = "db1";

    /// <summary>Octal 755.</summary>
    private const int Traversable = 0b111_101_101;

    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(50);

    /// <summary>The stack. Servers stay dead when they are killed, sentinels are started again.</summary>
    public static Stack Build() => new()
    {
        Name = "redis-test",
        Title = "Redis with sentinels, for tests of watchers and faults",
        Parameters = new Dictionary<string, string>(),
        Nodes = [.. Enumerable.Range(1, 3).Select(Redis), Proxy()],
        Watches = [Roles, Sentinels, HAProxy, Web],
        Roles = new Dictionary<string, RoleSpec>
        {
            ["primary"] = new("primary", "roles", "primary"), ["replica"] = new("replica", "roles", "replica"),
        },
        EntryPoints = new Dictionary<string, EntryPoint>(),
        Steady = [],
        Data = new DataSpec("redis", ["redis1", "redis2", "redis3"], "primary", new Dictionary<string, string>()),
        Table = new Table("", new Dictionary<string, Formula>(), new Dictionary<string, TableRow>()),
    };

    public static WatchSpec Roles { get; } = Watch("roles", "redis-role", ["redis1", "redis2", "redis3"]);

    public static WatchSpec Replication { get; } = Watch("replication", "redis-replication", ["redis1", "redis2", "redis3"]);

    public static WatchSpec Sentinels { get; } = Watch(
        "sentinels", "sentinel", ["redis1", "redis2", "redis3"], ("master", Master), ("replicas", "2"));

    public static WatchSpec HAProxy { get; } = Watch(
        "proxy", "haproxy", ["proxy"], ("socket", "/run/ha.sock"), ("config", "/etc/ha.cfg"));

    public static WatchSpec Web { get; } = Watch("web", "http-ready", ["proxy"], ("port", "8081"), ("path", "/ready"));

    public static WatchSpec Watch(
        string name, string kind, IReadOnlyList<string> nodes, params (string Name, string Value)[] settings) =>
        new(name, kind, nodes, s_every, settings.ToDictionary(s => s.Name, s => s.Value));

    private static string AddressOf(int number) => $"10.77.0.{number}";

    private static NodeSpec Redis(int number) => new()
    {
        Name = $"redis{number}",
        Address = IPAddress.Parse(AddressOf(number)),
        Groups = ["redis"],
        Services = [Server(number), Sentinel(number)],
    };

    private static ServiceSpec Server(int number)
    {
        string folder = $"/var/lib/test/redis{number}";
        string[] follow = number == 1 ? [] : ["--replicaof", AddressOf(1), "6379"];
        return new ServiceSpec
        {
            Name = "redis",
            Command =
            [
                "redis-server", "--port", "6379", "--bind", AddressOf(number), "127.0.0.1", "--protected-mode", "no",
                "--dir", folder, "--save", "", "--repl-diskless-sync-delay", "0", .. follow,
            ],
            Files = [new FileSpec(folder, "", Mode: Traversable, IsFolder: true)],
            Restart = RestartPolicy.Never,
        };
    }

    private static ServiceSpec Sentinel(int number)
    {
        string file = $"/var/lib/test/sentinel{number}/sentinel.conf";
        string content = $"""
            port 26379
            bind {AddressOf(number)} 127.0.0.1
            protected-mode no
            dir {Path.GetDirectoryName(file)}
            sentinel monitor {Master} {AddressOf(1)} 6379 2
            sentinel down-after-milliseconds {Master} 1000
            sentinel failover-timeout {Master} 10000

            """;
        return new ServiceSpec
        {
            Name = "sentinel",
            Command = ["redis-sentinel", file],
            Files = [new FileSpec(file, content)],
        };
    }

    private static NodeSpec Proxy()
    {
        string content = $$"""
            global
                stats socket /run/ha.sock level admin
            defaults
                mode http
                timeout connect 500ms
                timeout client 5s
                timeout server 5s
                default-server inter 200ms fall 2 rise 2
            listen web
                bind :8080
                option httpchk GET /ready
                server web1 {{AddressOf(9)}}:8081 check
                server web2 {{AddressOf(9)}}:8082 check inter 300ms
            frontend answers
                bind :8081
                http-request return status 200 if { path /ready }
                http-request return status 503

            """;
        return new NodeSpec
        {
            Name = "proxy",
            Address = IPAddress.Parse(AddressOf(9)),
            Groups = ["edge"],
            Services =
            [
                new ServiceSpec
                {
                    Name = "haproxy",
                    Command = ["haproxy", "-db", "-f", "/etc/ha.cfg"],
                    Files = [new FileSpec("/etc/ha.cfg", content)],
                },
            ],
        };
    }
}
