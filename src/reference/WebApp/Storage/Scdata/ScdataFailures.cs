using System.Net;
using Polly.Timeout;

namespace WebApp.Storage.Scdata;

/// <summary>
/// The one place that decides what a failure of scdata, or on the way to it, says about a write. scdata itself says what is
/// known in <c>applied</c> of its problems; whoever sits between may not.
/// </summary>
internal static class ScdataFailures
{
    public static readonly StoreFailure NotSent = new(FailureClass.Unavailable, Applied.No, "not-sent", MayRetry: true);
    public static readonly StoreFailure Timeout = new(FailureClass.Timeout, Applied.Unknown, "timeout");
    public static readonly StoreFailure ConnectionLost = new(FailureClass.Broken, Applied.Unknown, "connection-lost");
    public static readonly StoreFailure Unexpected = new(FailureClass.Broken, Applied.Unknown, "unexpected-answer");

    /// <summary>Classifies an exception of HttpClient, or of our own time limit.</summary>
    /// <param name="sent">Whether any of the request may have left.</param>
    public static StoreFailure FromException(Exception exception, bool sent) => exception switch
    {
        _ when !sent => NotSent,
        OperationCanceledException or TimeoutRejectedException => Timeout,
        HttpRequestException or IOException => ConnectionLost,
        _ => Unexpected,
    };

    /// <summary>Classifies an answer that is no success.</summary>
    /// <param name="applied">What scdata says about the effect, or null where it does not.</param>
    public static StoreFailure FromAnswer(HttpStatusCode status, string? applied, string? reason) => (status, applied, reason) switch
    {
        (_, "unknown", not null) => new StoreFailure(FailureClass.Broken, Applied.Unknown, reason),
        (HttpStatusCode.Conflict or HttpStatusCode.BadRequest, "no", not null) =>
            new StoreFailure(FailureClass.Conflict, Applied.No, reason),
        (_, "no", not null) => new StoreFailure(
            FailureClass.Unavailable, Applied.No, reason, MayRetry: reason is "standby" or "starting" or "stopping"),
        _ => Unexpected,
    };

    /// <summary>A read changes nothing: it can be tried again, and surely was not applied.</summary>
    public static StoreFailure OfRead(StoreFailure failure) => failure with
    {
        Applied = Applied.No, MayRetry = failure.Class is FailureClass.Unavailable or FailureClass.Broken,
    };
}
