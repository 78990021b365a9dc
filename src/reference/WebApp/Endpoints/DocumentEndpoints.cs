using WebApp.Storage;

namespace WebApp.Endpoints;

/// <summary>
/// Append-only documents: <c>POST /documents/{key}/{id}</c>, <c>GET /documents/{key}</c>,
/// <c>GET /documents/{key}/last</c>. Ids are chosen by the client, unique, 0 to 2^63-1.
/// </summary>
/// <remarks>
/// <para>
/// How to read an answer, here and at the registers and counters. Every answer has X-Served-By, the web node; every
/// answer that came from Redis has X-Store-Node, the address:port that acknowledged.
/// </para>
/// <code>
/// status  applied   what happened to a write               reason
/// 200/201 -         acknowledged by X-Store-Node
/// 400     no        refused here                           bad-request (or an id that is no 63-bit number: no body)
/// 409     no        refused by Redis                       wrong-type
/// 503     no        surely not executed, and will not be   no-master, not-sent, read-only, no-replicas, loading,
///                                                          master-down, cannot-persist, out-of-memory, busy,
///                                                          not-permitted, transaction-refused
/// 502     unknown   sent, and the connection broke; or     connection-lost, master-replaced, redis-error
///                   acknowledged by a master that had
///                   been replaced by then; or answered
///                   in a way nobody foresaw
/// 504     unknown   no answer within OperationTimeout; it may still be executed later       timeout
/// 499, no answer    unknown: whoever hung up does not know
/// </code>
/// <para>
/// PostgreSQL and scdata answer in the same classes, with reasons of their own (sql-53100; standby, volume-full, log-failed).
/// Failed reads carry the same status and reason, and always "applied":"no", since they change nothing.
/// A 500 is a bug of this service and means unknown. The errors of a load balancer in front (502, 503, 504 without
/// X-Served-By) say nothing about the effect: treat them as unknown.
/// </para>
/// <para>
/// Nothing that may have reached Redis is sent twice. What surely did not is tried up to three times within the
/// operation timeout, where a switch to another master may help.
/// </para>
/// </remarks>
internal static class DocumentEndpoints
{
    public static IEndpointRouteBuilder MapDocuments(this IEndpointRouteBuilder app)
    {
        app.MapPost(
            "/documents/{key}/{id}",
            async (string key, long id, IDocumentStore store, HttpContext context) =>
            {
                if (id < 0)
                    return Problems.BadRequest("An id is a number from 0 to 9223372036854775807.");

                var length = context.NoteNode(await store.AppendAsync(key, id, context.RequestAborted));
                return TypedResults.Created($"/documents/{key}", new AppendReply(key, id, length));
            }).RequireKey();

        app.MapGet(
            "/documents/{key}",
            async (string key, IDocumentStore store, HttpContext context) =>
            {
                var ids = context.NoteNode(await store.AllAsync(key, context.RequestAborted));
                return TypedResults.Ok(new DocumentReply(key, ids));
            }).RequireKey();

        app.MapGet(
            "/documents/{key}/last",
            async (string key, IDocumentStore store, HttpContext context) =>
                context.NoteNode(await store.LastAsync(key, context.RequestAborted)) is { } id
                    ? TypedResults.Ok(new LastReply(id))
                    : Problems.NotFound($"Document '{key}' has no elements.")).RequireKey();

        return app;
    }
}
