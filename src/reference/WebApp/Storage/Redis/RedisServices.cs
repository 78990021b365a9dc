using WebApp.Configuration;

namespace WebApp.Storage.Redis;

/// <summary>Registers the Redis store. A store of another kind would sit in a folder beside this one.</summary>
internal static class RedisServices
{
    public static IServiceCollection AddRedisStore(this IServiceCollection services, RedisOptions options) => services
        .AddSingleton(options)
        .AddSingleton<SentinelGroup>()
        .AddSingleton<MasterFollower>()
        .AddHostedService(provider => provider.GetRequiredService<MasterFollower>())
        .AddSingleton<IStoreStatus>(provider => provider.GetRequiredService<MasterFollower>())
        .AddSingleton<RedisOperations>()
        .AddSingleton<IDocumentStore, RedisDocumentStore>()
        .AddSingleton<IRegisterStore, RedisRegisterStore>()
        .AddSingleton<ICounterStore, RedisCounterStore>();
}
