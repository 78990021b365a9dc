namespace WebApp.Storage.Redis;

/// <summary>Counters as strings <c>ctr:KEY</c>.</summary>
internal sealed class RedisCounterStore(RedisOperations operations) : ICounterStore
{
    public Task<Stored<long>> IncrementAsync(string key, CancellationToken cancellation) =>
        operations.WriteAsync(redis => redis.StringIncrementAsync($"ctr:{key}"), cancellation);

    public Task<Stored<long>> GetAsync(string key, CancellationToken cancellation) =>
        operations.ReadAsync(
            async redis => (long?)await redis.StringGetAsync($"ctr:{key}") ?? 0, cancellation);
}
