using Scdata.Data;
using Scdata.Hosting;
using Shared;

namespace Scdata.Endpoints;

/// <summary>
/// Documents, registers and counters, with the routes of the reference web tier. Every write is answered when it is on the
/// log; every read sees only what is. Errors: <see cref="Failures"/>.
/// </summary>
internal static class DataEndpoints
{
    private const int KeyMax = 200, ValueMax = 4000;

    public static IEndpointRouteBuilder MapData(this IEndpointRouteBuilder app)
    {
        MapDocuments(app.MapGroup("/documents/{key}").RequireKey());
        MapRegisters(app.MapGroup("/registers/{key}").RequireKey());
        MapCounters(app.MapGroup("/counters/{key}").RequireKey());
        return app;
    }

    private static void MapDocuments(RouteGroupBuilder documents)
    {
        documents.MapPost("/{id}", async (string key, long id, Engine engine) =>
        {
            if (id < 0)
                return Refusal(400, "bad-request", "An id is a number from 0 to 9223372036854775807.");
            Written done = await engine.Active.CommitAsync(new AppendDocument(key, id));
            return Results.Created($"/documents/{key}", new AppendReply(key, id, done.Number, done.Transaction));
        });
        documents.MapGet("/", (string key, Engine engine) =>
            TypedResults.Ok(new DocumentReply(key, engine.Active.Tables.Document(key).ToArray())));
        documents.MapGet("/last", (string key, Engine engine) => engine.Active.Tables.Document(key) is [.., long last]
            ? Results.Ok(new LastReply(last))
            : Missing($"Document '{key}' has no elements."));
    }

    private static void MapRegisters(RouteGroupBuilder registers)
    {
        // expect=VALUE sets it only where it holds that value, and absent=true only where nobody has written one.
        registers.MapPut("/{value}", async (string key, string value, string? expect, bool? absent, Engine engine) =>
        {
            if (value.Length > ValueMax)
                return Refusal(400, "bad-request", $"A value has at most {ValueMax} characters.");
            Func<string?, bool>? condition =
                absent == true ? held => held is null
                : expect is not null ? held => held == expect
                : null;
            Written done = await engine.Active.CommitAsync(new SetRegister(key, value, condition));
            return done.Refused is null
                ? Results.Ok(new RegisterReply(key, value, done.Transaction))
                : Refusal(412, done.Refused, done.Text is null ? "It holds no value." : $"It holds '{done.Text}'.");
        });
        registers.MapGet("/", (string key, Engine engine) => engine.Active.Tables.Register(key) is { } value
            ? Results.Ok(new RegisterReply(key, value))
            : Missing($"Register '{key}' was never written."));
    }

    private static void MapCounters(RouteGroupBuilder counters)
    {
        counters.MapPost("/increment", (string key, Engine engine) => AddAsync(key, 1, engine));
        counters.MapPost("/add/{amount}", AddAsync);
        counters.MapGet("/", (string key, Engine engine) =>
            TypedResults.Ok(new CounterReply(key, engine.Active.Tables.Counter(key))));
    }

    private static async Task<IResult> AddAsync(string key, long amount, Engine engine)
    {
        Written done = await engine.Active.CommitAsync(new AddToCounter(key, amount));
        return done.Refused is null
            ? Results.Ok(new CounterReply(key, done.Number, done.Transaction))
            : Refusal(409, done.Refused, $"It holds {done.Number}, and has 63 bits.");
    }

    private static RouteGroupBuilder RequireKey(this RouteGroupBuilder group) => group.AddEndpointFilter(async (context, next) =>
        context.HttpContext.GetRouteValue("key") is string { Length: <= KeyMax } key
        && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':')
            ? await next(context)
            : Refusal(400, "bad-request", $"A key has 1 to {KeyMax} characters: letters, digits, '-', '_', '.' and ':'."));

    private static IResult Missing(string detail) => Refusal(404, "not-found", detail);

    private static IResult Refusal(int status, string reason, string detail) => TypedResults.Json(
        Failures.Refuse(status, reason, detail), ProblemJson.Default.Problem, Problem.ContentType, status);
}
