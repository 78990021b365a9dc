using Scdata.Endpoints;
using Scdata.Hosting;
using Scdata.Log;
using Shared;

namespace Scdata;

/// <summary>Runs the server until it is told to stop, or cannot go on.</summary>
internal static class ScdataHost
{
    public static async Task<int> RunAsync(ScdataOptions options)
    {
        WebApplicationBuilder builder = ServiceHost.CreateBuilder(options.Listen);
        builder.Services.AddSingleton(options).AddSingleton<Engine>().AddReplies(ReplyJson.Default);
        await using WebApplication app = builder.Build();
        app.UseFailures(options.Node);
        app.MapControl(options.Node);
        app.MapData();

        // It answers from the beginning, so that anybody can see how far the log is read.
        if (!await ServiceHost.TryStartAsync(app, options.Listen))
            return ExitCodes.CannotListen;
        int code = await RunAsync(app);

        // First the requests under way, then the lock.
        await app.StopAsync();
        return code;
    }

    private static async Task<int> RunAsync(WebApplication app)
    {
        CancellationToken stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await app.Services.GetRequiredService<Engine>().RunAsync(stopping);
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return ExitCodes.Ok;
        }
        catch (Exception e) when (Code(e) is { } code)
        {
            // On standard error, whatever becomes of the logger's queue.
            await Console.Error.WriteLineAsync($"scdata ends: {e.Message}");
            return code;
        }
    }

    private static int? Code(Exception exception) => exception switch
    {
        LockHeldException => ExitCodes.LockHeld,
        NoLogException => ExitCodes.NoLog,
        LogDamagedException => ExitCodes.Damaged,
        LogFailedException or LogFullException => ExitCodes.LogFailed,
        _ => null,
    };
}
