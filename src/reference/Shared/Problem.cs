using System.Text.Json.Serialization;

namespace Shared;

/// <summary>An error as application/problem+json, RFC 9457.</summary>
/// <param name="Applied"><c>no</c> or <c>unknown</c>: what is known about the effect of the request.</param>
/// <param name="Reason">A stable word for programs, in kebab-case.</param>
internal sealed record Problem(string Title, int Status, string Detail, string Applied, string Reason)
{
    public const string ContentType = "application/problem+json";

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        return context.Response.WriteAsJsonAsync(problem, ProblemJson.Default.Problem, ContentType, context.RequestAborted);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
