using Microsoft.AspNetCore.Http.HttpResults;
using WebApp.Storage;

namespace WebApp.Endpoints;

/// <summary>Problems as results.</summary>
internal static class Problems
{
    private const string ContentType = "application/problem+json";

    public static Problem Of(StoreException e) => new(
        Title(e.Failure.Class),
        Status(e.Failure.Class),
        e.Message,
        e.Failure.Applied == Applied.No ? "no" : "unknown",
        e.Failure.Reason,
        e.Node);

    public static IResult NotFound(string detail) => Result(new Problem("Not found", 404, detail));

    public static IResult BadRequest(string detail) =>
        Result(new Problem("Bad request", 400, detail, "no", "bad-request"));

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        return context.Response.WriteAsJsonAsync(
            problem, ReplyJson.Default.Problem, ContentType, context.RequestAborted);
    }

    private static JsonHttpResult<Problem> Result(Problem problem) =>
        TypedResults.Json(problem, ReplyJson.Default.Problem, ContentType, problem.Status);

    private static int Status(FailureClass failure) => failure switch
    {
        FailureClass.Unavailable => StatusCodes.Status503ServiceUnavailable,
        FailureClass.Timeout => StatusCodes.Status504GatewayTimeout,
        FailureClass.Broken => StatusCodes.Status502BadGateway,
        FailureClass.Conflict => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static string Title(FailureClass failure) => failure switch
    {
        FailureClass.Unavailable => "The store is not available",
        FailureClass.Timeout => "The store did not answer in time",
        FailureClass.Broken => "The connection to the store broke",
        FailureClass.Conflict => "The key holds something else",
        _ => "The store failed",
    };
}
