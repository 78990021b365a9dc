using WebApp.Storage;

namespace WebApp.Endpoints;

/// <summary>
/// Counters: <c>POST /counters/{key}/increment</c> and <c>GET /counters/{key}</c>, which is 0 before the first
/// increment. For the meaning of errors see <see cref="DocumentEndpoints"/>.
/// </summary>
internal static class CounterEndpoints
{
    public static IEndpointRouteBuilder MapCounters(this IEndpointRouteBuilder app)
    {
        app.MapPost(
            "/counters/{key}/increment",
            async (string key, ICounterStore store, HttpContext context) =>
            {
                var value = context.NoteNode(await store.IncrementAsync(key, context.RequestAborted));
                return TypedResults.Ok(new CounterReply(key, value));
            }).RequireKey();

        app.MapGet(
            "/counters/{key}",
            async (string key, ICounterStore store, HttpContext context) =>
            {
                var value = context.NoteNode(await store.GetAsync(key, context.RequestAborted));
                return TypedResults.Ok(new CounterReply(key, value));
            }).RequireKey();

        return app;
    }
}
