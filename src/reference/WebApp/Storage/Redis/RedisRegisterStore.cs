namespace WebApp.Storage.Redis;

/// <summary>Registers as strings <c>reg:KEY</c>.</summary>
internal sealed class RedisRegisterStore(RedisOperations operations) : IRegisterStore
{
    // Setting a value twice looks idempotent, but a first attempt that arrives late would undo what somebody else
    // wrote in between. So it is retried no more than any other write.
    public Task<Stored<string>> SetAsync(string key, string value, CancellationToken cancellation) =>
        operations.WriteAsync(
            async redis =>
            {
                await redis.StringSetAsync($"reg:{key}", value);
                return value;
            },
            cancellation);

    public Task<Stored<string?>> GetAsync(string key, CancellationToken cancellation) =>
        operations.ReadAsync(async redis => (string?)await redis.StringGetAsync($"reg:{key}"), cancellation);
}
