using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebApp.Hosting;

namespace WebApp.Endpoints;

/// <summary>
/// <c>GET /health/live</c>: 200 while the process runs. <c>GET /health/ready</c>: 200 while this node should get
/// requests, else 503. Load balancers ask the second, supervisors the first: a node without a master is not ready,
/// and restarting it would not help.
/// </summary>
internal static class HealthEndpoints
{
    private const string ReadyTag = "ready";

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<Drain>().AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store", tags: [ReadyTag]);
        return services;
    }

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", Checks(_ => false));
        app.MapHealthChecks("/health/ready", Checks(check => check.Tags.Contains(ReadyTag)));
        return app;
    }

    private static HealthCheckOptions Checks(Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        ResponseWriter = (context, report) =>
        {
            var store = report.Entries.Values.FirstOrDefault();
            var node = store.Data?.GetValueOrDefault("node") as string;
            var reply = new HealthReply(
                report.Status == HealthStatus.Healthy ? "ok" : "unavailable",
                string.IsNullOrEmpty(node) ? null : node,
                store.Description);
            return context.Response.WriteAsJsonAsync(
                reply, ReplyJson.Default.HealthReply, cancellationToken: context.RequestAborted);
        },
    };
}
