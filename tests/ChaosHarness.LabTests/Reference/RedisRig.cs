namespace ChaosHarness.LabTests.Reference;

/// <summary>One master, two replicas and three sentinels of quorum 2, ready for a failover.</summary>
internal sealed class RedisRig : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chaos-webapp-").FullName;
    private readonly List<RedisProcess> _servers = [];
    private readonly List<RedisProcess> _sentinels = [];

    private RedisRig()
    {
    }

    public IReadOnlyList<RedisProcess> Servers => _servers;

    public IReadOnlyList<RedisProcess> Sentinels => _sentinels;

    /// <summary>The server that was master when the rig was made.</summary>
    public RedisProcess First => _servers[0];

    /// <summary>Starts everything, or skips the test where this host has no Redis.</summary>
    /// <param name="downAfter">How long a silent master counts as alive; 1 min where nobody may fail over.</param>
    public static async Task<RedisRig> StartAsync(TimeSpan downAfter)
    {
        RequireRedis();
        RedisRig rig = new();
        try
        {
            await rig.StartServersAsync();
            await rig.StartSentinelsAsync(downAfter);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>The settings that point a web node to the sentinels.</summary>
    public Dictionary<string, string> Settings() => _sentinels.Index()
        .ToDictionary(s => $"Redis__Sentinels__{s.Index}", s => s.Item.Address);

    /// <summary>The server that the sentinels name and that says so itself.</summary>
    public async Task<RedisProcess> MasterAsync()
    {
        string[] address = (await _sentinels[0].CliAsync("SENTINEL", "get-master-addr-by-name", "db1")).Split('\n');
        return _servers.Single(s => s.Address == $"{address[0]}:{address[1]}");
    }

    public async Task<string[]> DocumentAsync(string key) => (await (await MasterAsync())
        .CliAsync("LRANGE", $"doc:{key}", "0", "-1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async ValueTask DisposeAsync()
    {
        foreach (RedisProcess process in _sentinels.Concat(_servers))
            await process.DisposeAsync();

        Directory.Delete(_folder, recursive: true);
    }

    private static void RequireRedis()
    {
        if (Command.Find("redis-server") is not null && Command.Find("redis-cli") is not null)
            return;

        const string missing = "redis-server and redis-cli are not installed: apt-get install redis-server";
        if (Environment.GetEnvironmentVariable("CHAOS_REQUIRE_LAB") == "1")
            Assert.Fail(missing);

        Assert.Skip(missing);
    }

    private async Task StartServersAsync()
    {
        for (int i = 0; i < 3; i++)
        {
            _servers.Add(RedisProcess.Server(Path.Combine(_folder, $"redis-{i}"), i == 0 ? null : First.Port));
            await _servers[i].StartAsync();
        }

        await Until.TrueAsync("both replicas follow", async () =>
            (await First.CliAsync("INFO", "replication")).Split("state=online").Length == 3);
    }

    private async Task StartSentinelsAsync(TimeSpan downAfter)
    {
        for (int i = 0; i < 3; i++)
        {
            _sentinels.Add(RedisProcess.Sentinel(Path.Combine(_folder, $"sentinel-{i}"), First.Port, downAfter));
            await _sentinels[i].StartAsync();

            // They meet through messages every 2 s and look at replicas every 10 s: too slow for a test.
            await _sentinels[i].CliAsync("SENTINEL", "DEBUG", "publish-period", "100", "info-period", "200");
        }

        foreach (RedisProcess sentinel in _sentinels)
        {
            await Until.TrueAsync($"{sentinel.Address} knows everybody", async () =>
            {
                string[] state = (await sentinel.CliAsync("SENTINEL", "MASTER", "db1")).Split('\n');
                return Field(state, "num-slaves") == "2" && Field(state, "num-other-sentinels") == "2";
            });
        }

        // Four publish periods are also how long the others let a promoted replica claim to be master before they
        // turn it back, and the one that promotes it needs a second to be sure: talking this fast undoes failovers.
        foreach (RedisProcess sentinel in _sentinels)
            await sentinel.CliAsync("SENTINEL", "DEBUG", "publish-period", "2000");
    }

    private static string Field(string[] state, string name) => state[Array.IndexOf(state, name) + 1];
}
