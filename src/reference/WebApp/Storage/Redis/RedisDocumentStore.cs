using StackExchange.Redis;
using WebApp.Configuration;

namespace WebApp.Storage.Redis;

/// <summary>Documents as lists <c>doc:KEY</c>, sessions as hashes <c>session:KEY</c> that expire.</summary>
internal sealed class RedisDocumentStore(RedisOperations operations, RedisOptions options) : IDocumentStore
{
    // Never written, so the write below changes nothing.
    private static readonly RedisKey NobodysKey = "probe:never-written";

    public Task<Stored<long>> AppendAsync(string key, long id, CancellationToken cancellation) =>
        operations.WriteAsync(redis => AppendAsync(redis, key, id), cancellation);

    public Task<Stored<long?>> LastAsync(string key, CancellationToken cancellation) =>
        operations.ReadAsync(async redis => (long?)await redis.ListGetByIndexAsync($"doc:{key}", -1), cancellation);

    public Task<Stored<long[]>> AllAsync(string key, CancellationToken cancellation) =>
        operations.ReadAsync(
            async redis => Array.ConvertAll(await redis.ListRangeAsync($"doc:{key}"), id => (long)id), cancellation);

    private async Task<long> AppendAsync(IDatabase redis, string key, long id)
    {
        var transaction = redis.CreateTransaction();
        var length = transaction.ListRightPushAsync($"doc:{key}", id);
        _ = transaction.HashSetAsync($"session:{key}", "last-id", id);
        _ = transaction.KeyExpireAsync($"session:{key}", options.SessionLifetime);
        try
        {
            // The answers inside a transaction are looked at only after EXEC: if it never left, they never come.
            if (await transaction.ExecuteAsync())
                return await length;
        }
        catch (RedisServerException e) when (RedisFailures.FromReply(e.Message) == RedisFailures.TransactionRefused)
        {
            throw await WhatRefusesWritesAsync(redis) ?? e;
        }

        throw new StoreException(RedisFailures.TransactionRefused, null, "EXEC was answered with nil.");
    }

    /// <summary>
    /// A refused transaction does not say why: EXEC only speaks of "previous errors". A write that cannot change
    /// anything is refused for the same reason and names it.
    /// </summary>
    private static async Task<RedisServerException?> WhatRefusesWritesAsync(IDatabase redis)
    {
        try
        {
            await redis.KeyPersistAsync(NobodysKey);
            return null;
        }
        catch (RedisServerException reason)
        {
            return reason;
        }
        catch (RedisException)
        {
            return null;
        }
    }
}
