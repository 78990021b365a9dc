using System.Runtime.CompilerServices;

namespace ChaosHarness.Workloads.Clients.Redis;

/// <summary>Speaks to the Redis master that the sentinels name, and follows it when it changes.</summary>
internal sealed class SentinelClient : IClient
{
    private static readonly TimeSpan s_opening = TimeSpan.FromSeconds(15);

    private readonly RespProtocol _protocol = new();
    private readonly Deadlines _deadlines;
    private readonly MasterTracker _tracker;
    private readonly TimeProvider _clock;
    private readonly bool _reuse;
    private readonly Dictionary<string, ConnectionPool> _pools = [];
    private volatile ConnectionPool? _current;

    /// <param name="master">The name that the sentinels have for the master.</param>
    /// <param name="sentinels">Where they are.</param>
    /// <param name="reuse">Whether connections are used more than once.</param>
    /// <param name="clock">The clock of deadlines and waits.</param>
    public SentinelClient(string master, IReadOnlyList<Endpoint> sentinels, bool reuse, TimeProvider clock)
    {
        _clock = clock;
        _reuse = reuse;
        _deadlines = new Deadlines(clock);
        _tracker = new MasterTracker(master, sentinels, Follow, clock);
        _tracker.Start();
    }

    public async Task OpenAsync(CancellationToken ct)
    {
        try
        {
            await _tracker.FirstFound.WaitAsync(s_opening, _clock, ct);
        }
        catch (TimeoutException)
        {
            // Operations will fail and say why.
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Reply> ExecuteAsync(Call call, Instant deadline)
    {
        var pool = _current;
        var reply = pool is null
            ? Reply.Fail(ErrorClasses.NoMaster)
            : await Exchange.RunAsync(pool, _protocol, call, deadline);
        if (RedisErrors.CastsDoubt(reply)) _tracker.Doubt();
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        await _tracker.DisposeAsync();
        foreach (var pool in _pools.Values) pool.Dispose();
        await _deadlines.DisposeAsync();
    }

    /// <summary>Called by the tracker, one call at a time.</summary>
    private void Follow(Endpoint master)
    {
        string name = master.ToString();
        if (!_pools.TryGetValue(name, out var pool))
            _pools[name] = pool = new ConnectionPool(master, _deadlines, _reuse);
        var before = _current;
        _current = pool;

        // Operations in flight on the old master end as they may; nothing new goes there.
        if (before != pool) before?.Dispose();
    }
}
