using System.ComponentModel;
using Shared;

namespace Starservice;

/// <summary>Runs the service until it is told to stop, or scdata ends.</summary>
internal static class StarserviceHost
{
    public static async Task<int> RunAsync(StarserviceOptions options)
    {
        WebApplicationBuilder builder = ServiceHost.CreateBuilder(options.Listen);
        builder.Services.AddSingleton(options).AddSingleton<ScdataControl>().AddReplies(ReplyJson.Default);
        await using WebApplication app = builder.Build();
        ScdataProcess? scdata = null;
        Map(app, () => scdata);
        if (!await ServiceHost.TryStartAsync(app, options.Listen))
            return ExitCodes.CannotListen;
        try
        {
            scdata = await ScdataProcess.StartAsync(options.Scdata);
        }
        catch (Win32Exception e)
        {
            await Console.Error.WriteLineAsync($"starservice ends: scdata cannot be started: {e.Message}");
            return ExitCodes.ChildEnded;
        }

        int code = await WatchAsync(app, scdata, options);
        await app.StopAsync();
        return code;
    }

    private static void Map(WebApplication app, Func<ScdataProcess?> scdata)
    {
        app.MapGet("/status", (ScdataControl control) =>
        {
            LastPoll last = control.Last;
            ScdataProcess? process = scdata();
            return TypedResults.Ok(new StatusReply(Environment.ProcessId, new ScdataReply(
                process?.Id ?? 0, process?.Ended.IsCompleted == false, last.Role, last.Polls, last.Transactions, last.Problem)));
        });
        app.MapPost("/promote", async (ScdataControl control, HttpContext context) =>
        {
            try
            {
                (int status, string type, string body) = await control.ActivateAsync(context.RequestAborted);
                return Results.Text(body, type, statusCode: status);
            }
            catch (HttpRequestException e)
            {
                Problem problem = new("scdata did not answer", 502, e.Message, "unknown", "no-answer");
                return Results.Json(problem, ProblemJson.Default.Problem, Problem.ContentType, problem.Status);
            }
        });
    }

    private static async Task<int> WatchAsync(WebApplication app, ScdataProcess scdata, StarserviceOptions options)
    {
        CancellationToken stopping = app.Lifetime.ApplicationStopping;
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task polls = app.Services.GetRequiredService<ScdataControl>().PollAsync(over.Token);
        TaskCompletionSource told = new();
        using CancellationTokenRegistration tell = stopping.Register(told.SetResult);
        await Task.WhenAny(scdata.Ended, told.Task);
        await over.CancelAsync();
        await polls;
        if (stopping.IsCancellationRequested)
        {
            await scdata.StopAsync(options.StopWait, app.Services.GetRequiredService<TimeProvider>());
            return ExitCodes.Ok;
        }

        int code = await scdata.Ended;
        string how = code > 128 ? $"by signal {code - 128}" : $"with exit code {code}";
        await Console.Error.WriteLineAsync($"starservice ends: scdata, process {scdata.Id}, ended {how}");
        return ExitCodes.ChildEnded;
    }
}
