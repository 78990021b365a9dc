using Scdata.Hosting;

namespace Scdata.Endpoints;

/// <summary>
/// <c>GET /status</c>, <c>GET /health/live</c> and <c>/health/ready</c> (200 only while active), <c>POST /poll</c>: read the
/// log now, <c>POST /activate</c>: become active. An activation goes on when whoever asked for it has hung up.
/// </summary>
internal static class ControlEndpoints
{
    public static IEndpointRouteBuilder MapControl(this IEndpointRouteBuilder app, string node)
    {
        app.MapGet("/status", (Engine engine) => TypedResults.Ok(StatusReply.Of(engine.Status(), node)));
        app.MapGet("/health/live", () => TypedResults.Ok());
        app.MapGet("/health/ready", (Engine engine) =>
        {
            _ = engine.Active;
            return TypedResults.Ok();
        });
        app.MapPost("/poll", async (Engine engine) =>
        {
            long applied = await engine.PollAsync();
            return TypedResults.Ok(new PollReply(StatusReply.Name(engine.Role), applied, engine.Status().At.LastId));
        });
        app.MapPost("/activate", async (Engine engine) =>
        {
            await engine.ActivateAsync();
            return TypedResults.Ok(StatusReply.Of(engine.Status(), node));
        });
        return app;
    }
}
