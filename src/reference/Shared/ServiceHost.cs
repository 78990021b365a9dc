using System.Net;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Shared;

/// <summary>What the reference services have in common: where they listen, how they log, how long they take to stop.</summary>
internal static class ServiceHost
{
    /// <summary>How long requests under way may take once the program was told to stop.</summary>
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(5);

    public static WebApplicationBuilder CreateBuilder(IPEndPoint listen)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Nothing is read from files: a watch on them costs an inotify instance, of which a user has few.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System.Net.Http", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None) // TryStartAsync says it in one line
            .AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";
            });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(listen);
        });
        builder.Services
            .AddSingleton(TimeProvider.System)
            .Configure<HostOptions>(host => host.ShutdownTimeout = s_drain);
        return builder;
    }

    /// <summary>Answers with serializers made at build time, and without members that are null.</summary>
    public static IServiceCollection AddReplies(this IServiceCollection services, IJsonTypeInfoResolver replies) =>
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, replies);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, ProblemJson.Default);
        });

    /// <summary>Begins to listen; false, and a line on standard error, where the address cannot be had.</summary>
    public static async Task<bool> TryStartAsync(WebApplication app, IPEndPoint listen)
    {
        try
        {
            await app.StartAsync();
            return true;
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"cannot listen on {listen}: {e.InnerException?.Message ?? e.Message}");
            return false;
        }
    }
}
