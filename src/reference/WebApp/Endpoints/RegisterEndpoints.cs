using WebApp.Storage;

namespace WebApp.Endpoints;

/// <summary>
/// Registers: <c>PUT /registers/{key}/{value}</c> and <c>GET /registers/{key}</c>. For the meaning of errors see
/// <see cref="DocumentEndpoints"/>.
/// </summary>
internal static class RegisterEndpoints
{
    public static IEndpointRouteBuilder MapRegisters(this IEndpointRouteBuilder app)
    {
        app.MapPut(
            "/registers/{key}/{value}",
            async (string key, string value, IRegisterStore store, HttpContext context) =>
            {
                var written = context.NoteNode(await store.SetAsync(key, value, context.RequestAborted));
                return TypedResults.Ok(new RegisterReply(key, written));
            }).RequireKey();

        app.MapGet(
            "/registers/{key}",
            async (string key, IRegisterStore store, HttpContext context) =>
                context.NoteNode(await store.GetAsync(key, context.RequestAborted)) is { } value
                    ? TypedResults.Ok(new RegisterReply(key, value))
                    : Problems.NotFound($"Register '{key}' was never written.")).RequireKey();

        return app;
    }
}
