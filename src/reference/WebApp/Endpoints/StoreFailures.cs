using WebApp.Configuration;
using WebApp.Storage;

namespace WebApp.Endpoints;

/// <summary>Names the web node in every answer and turns failures of the store into problems.</summary>
internal static class StoreFailures
{
    public const string WebNodeHeader = "X-Served-By";
    public const string StoreNodeHeader = "X-Store-Node";

    public static IApplicationBuilder UseStoreFailures(this IApplicationBuilder app, WebAppOptions options) =>
        app.Use(async (context, next) =>
        {
            context.Response.Headers[WebNodeHeader] = options.Node;
            try
            {
                await next(context);
            }
            catch (StoreException e)
            {
                await Problems.WriteAsync(context, Problems.Of(e));
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // The client has gone; there is nobody to answer.
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
        });

    /// <summary>Notes which node of the store answered.</summary>
    public static T NoteNode<T>(this HttpContext context, Stored<T> stored)
    {
        context.Response.Headers[StoreNodeHeader] = stored.Node;
        return stored.Value;
    }
}
