using Scdata.Data;
using Scdata.Hosting;
using Scdata.Log;
using Shared;

namespace Scdata.Endpoints;

/// <summary>
/// Names the node in every answer, and turns what went wrong into a problem that says what is known about the effect.
/// <code>
/// status  applied   reason
/// 400     no        bad-request
/// 409     no        overflow
/// 412     no        other-value                                      compare and set
/// 503     no        standby, starting, stopping, busy, volume-full   and of /activate: lock-held, no-log
/// 500     no        log-failed, log-damaged                          the process ends
/// 500     unknown   log-failed                                       the process ends
/// 499, no answer    unknown: whoever hung up does not know
/// </code>
/// </summary>
internal static class Failures
{
    public static IApplicationBuilder UseFailures(this IApplicationBuilder app, string node) => app.Use(async (context, next) =>
    {
        context.Response.Headers["X-Store-Node"] = node;
        try
        {
            await next(context);
        }
        catch (Exception e) when (Of(e) is { } problem)
        {
            await Problem.WriteAsync(context, problem);
        }
    });

    /// <summary>A request that is refused for what it is.</summary>
    public static Problem Refuse(int status, string reason, string detail) => new("The request is refused", status, detail, "no", reason);

    private static Problem? Of(Exception exception) => exception switch
    {
        NotActiveException e => Unavailable(StatusReply.Name(e.Role), e.Message),
        WriteRefusedException { Reason: "log-failed" } e => Failed("no", e.Reason, e.Message),
        WriteRefusedException e => Unavailable(e.Reason, e.Message),
        WriteUnknownException e => Failed("unknown", "log-failed", e.Message),
        LockHeldException e => Unavailable("lock-held", e.Message),
        NoLogException e => Unavailable("no-log", e.Message),
        LogFullException e => Unavailable("volume-full", e.Message),
        LogDamagedException e => Failed("no", "log-damaged", e.Message),
        LogFailedException e => Failed("no", "log-failed", e.Message),
        OperationCanceledException or ObjectDisposedException => Unavailable("stopping", "This process is about to end."),
        _ => null,
    };

    private static Problem Unavailable(string reason, string detail) => new("scdata does not do this now", 503, detail, "no", reason);

    private static Problem Failed(string applied, string reason, string detail) => new("The log has failed", 500, detail, applied, reason);
}
