using WebApp.Configuration;
using WebApp.Endpoints;
using WebApp.Storage.Postgres;
using WebApp.Storage.Redis;
using WebApp.Storage.Scdata;

try
{
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
    {
        // Settings are read once: a watch on the file costs an inotify instance, of which a user has few.
        Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],

        // appsettings.json lies beside the program, wherever that was started.
        ContentRootPath = AppContext.BaseDirectory,
    });
    var settings = new SettingsReader(builder.Configuration);
    var webOptions = WebAppOptions.Read(settings);
    var redisOptions = webOptions.Store == RedisOptions.Section ? RedisOptions.Read(settings) : null;
    var postgresOptions = webOptions.Store == PostgresOptions.Section ? PostgresOptions.Read(settings) : null;
    var scdataOptions = webOptions.Store == ScdataOptions.Section ? ScdataOptions.Read(settings) : null;
    settings.ThrowIfBad();

    builder.Logging.AddJsonConsole(console =>
    {
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";
    });
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    builder.Services
        .AddSingleton(webOptions)
        .AddSingleton(TimeProvider.System)
        .AddHealth()
        .ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ReplyJson.Default));

    if (redisOptions is not null)
        builder.Services.AddRedisStore(redisOptions);
    if (postgresOptions is not null)
        builder.Services.AddPostgresStore(postgresOptions);
    if (scdataOptions is not null)
        builder.Services.AddScdataStore(scdataOptions);

    var app = builder.Build();
    app.UseStoreFailures(webOptions);
    app.MapDocuments().MapRegisters().MapCounters().MapHealth().MapVersion(webOptions);
    await app.RunAsync();
    return 0;
}
catch (InvalidSettingsException e)
{
    await Console.Error.WriteLineAsync($"WebApp cannot start, {e.Message}");
    return 78; // EX_CONFIG of sysexits.h
}
