using System.Net;
using Npgsql;
using WebApp.Configuration;

namespace WebApp.Storage.Postgres;

/// <summary>Registers the PostgreSQL store.</summary>
internal static class PostgresServices
{
    /// <summary>
    /// Npgsql cancels a command by connecting to its server once more, and blocks a thread of the pool meanwhile: for as long
    /// as a connection may take when that server is out of reach. With too few threads nothing else would be answered.
    /// </summary>
    private const int Threads = 64;

    public static IServiceCollection AddPostgresStore(this IServiceCollection services, PostgresOptions options)
    {
        ThreadPool.GetMinThreads(out _, out int ports);
        ThreadPool.SetMinThreads(Threads, ports);
        return Add(services, options);
    }

    private static IServiceCollection Add(IServiceCollection services, PostgresOptions options) => services
        .AddSingleton(options)
        .AddSingleton(provider => Connect(options, provider.GetRequiredService<WebAppOptions>()))
        .AddSingleton<PostgresStatus>()
        .AddHostedService(provider => provider.GetRequiredService<PostgresStatus>())
        .AddSingleton<IStoreStatus>(provider => provider.GetRequiredService<PostgresStatus>())
        .AddSingleton<PostgresOperations>()
        .AddSingleton<IDocumentStore, PostgresDocumentStore>()
        .AddSingleton<IRegisterStore, PostgresRegisterStore>()
        .AddSingleton<ICounterStore, PostgresCounterStore>();

    private static NpgsqlDataSource Connect(PostgresOptions options, WebAppOptions web)
    {
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder
        {
            Host = string.Join(',', options.Hosts.Select(Name)),
            Database = options.Database,
            Username = options.Username,
            ApplicationName = $"webapp-{web.Node}",
            Timeout = Seconds(options.ConnectTimeout),
            HostRecheckSeconds = Seconds(options.HostRecheck),

            // The operation's own timeout comes first; a server that is out of reach is not waited for twice.
            CommandTimeout = Seconds(options.OperationTimeout) + 1,
            CancellationTimeout = -1,

            // Nothing here changes the state of a session.
            NoResetOnClose = true,
        }.ConnectionString);
        return options.TargetSession == TargetSessionAttributes.Any
            ? builder.Build()
            : builder.BuildMultiHost().WithTargetSession(options.TargetSession);
    }

    private static string Name(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint name => $"{name.Host}:{name.Port}",
        _ => endPoint.ToString()!,
    };

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);
}
