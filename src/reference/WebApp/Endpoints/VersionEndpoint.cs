using System.Reflection;
using System.Runtime.InteropServices;
using WebApp.Configuration;

namespace WebApp.Endpoints;

/// <summary><c>GET /version</c>: what runs here.</summary>
internal static class VersionEndpoint
{
    public static IEndpointRouteBuilder MapVersion(this IEndpointRouteBuilder app, WebAppOptions options)
    {
        var version = typeof(VersionEndpoint).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        var reply = new VersionReply(
            "WebApp", version, options.Node, RuntimeInformation.FrameworkDescription, Environment.ProcessId);
        app.MapGet("/version", () => TypedResults.Ok(reply));
        return app;
    }
}
