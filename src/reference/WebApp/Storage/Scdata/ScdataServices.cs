using WebApp.Configuration;

namespace WebApp.Storage.Scdata;

/// <summary>Registers the scdata store.</summary>
internal static class ScdataServices
{
    public static IServiceCollection AddScdataStore(this IServiceCollection services, ScdataOptions options) => services
        .AddSingleton(options)
        .AddSingleton<ScdataOperations>()
        .AddSingleton<ScdataStatus>()
        .AddHostedService(provider => provider.GetRequiredService<ScdataStatus>())
        .AddSingleton<IStoreStatus>(provider => provider.GetRequiredService<ScdataStatus>())
        .AddSingleton<IDocumentStore, ScdataDocumentStore>()
        .AddSingleton<IRegisterStore, ScdataRegisterStore>()
        .AddSingleton<ICounterStore, ScdataCounterStore>();
}
