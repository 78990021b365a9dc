using StackExchange.Redis;

namespace WebApp.Storage.Redis;

/// <summary>
/// The one place that decides what a failure of Redis or of its client says about a write. Redis rejects a command
/// before it runs it, so the error replies named here mean "not executed". Whatever is not named is "nobody knows".
/// </summary>
internal static class RedisFailures
{
    public static readonly StoreFailure NoMaster = Refused("no-master", mayRetry: true);
    public static readonly StoreFailure NotSent = Refused("not-sent", mayRetry: true);
    public static readonly StoreFailure ReadOnly = Refused("read-only", mayRetry: true);
    public static readonly StoreFailure TransactionRefused = Refused("transaction-refused");
    public static readonly StoreFailure Timeout = new(FailureClass.Timeout, Applied.Unknown, "timeout");
    public static readonly StoreFailure ConnectionLost = new(FailureClass.Broken, Applied.Unknown, "connection-lost");
    public static readonly StoreFailure Replaced = new(FailureClass.Broken, Applied.Unknown, "master-replaced");
    public static readonly StoreFailure Unexpected = new(FailureClass.Broken, Applied.Unknown, "redis-error");

    private static readonly Dictionary<string, StoreFailure> ErrorReplies = new(StringComparer.Ordinal)
    {
        ["READONLY"] = ReadOnly,
        ["NOREPLICAS"] = Refused("no-replicas"),
        ["LOADING"] = Refused("loading"),
        ["MASTERDOWN"] = Refused("master-down"),
        ["MISCONF"] = Refused("cannot-persist"),
        ["OOM"] = Refused("out-of-memory"),
        ["BUSY"] = Refused("busy"),
        ["EXECABORT"] = TransactionRefused,
        ["NOAUTH"] = Refused("not-permitted"),
        ["NOPERM"] = Refused("not-permitted"),
        ["WRONGTYPE"] = new StoreFailure(FailureClass.Conflict, Applied.No, "wrong-type"),
    };

    /// <summary>Classifies an error reply by its first word, the error code.</summary>
    public static StoreFailure FromReply(string message)
    {
        // When EXEC itself is rejected, Redis puts this in front of the reason.
        const string wrapper = "EXECABORT Transaction discarded because of: ";
        if (message.StartsWith(wrapper, StringComparison.Ordinal)
            && ErrorReplies.TryGetValue(Code(message[wrapper.Length..]), out var wrapped))
        {
            return wrapped;
        }

        return ErrorReplies.GetValueOrDefault(Code(message), Unexpected);
    }

    /// <summary>Classifies an exception of the client library.</summary>
    public static StoreFailure FromException(Exception exception) => exception switch
    {
        RedisServerException reply => FromReply(reply.Message),

        // The library found no usable connection, or threw the command out of its queue before writing it.
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection } => NotSent,
        RedisConnectionException => ConnectionLost,

        // The connection was closed by a switch before the command reached its queue; later it would be lost, above.
        ObjectDisposedException => NotSent,

        // The library itself refuses to send this to a replica.
        RedisCommandException => NotSent,
        TimeoutException => Timeout,
        _ => Unexpected,
    };

    /// <summary>A read changes nothing, whatever became of it.</summary>
    public static StoreFailure OfRead(StoreFailure failure) => failure with
    {
        Applied = Applied.No,
        MayRetry = failure.MayRetry || failure == ConnectionLost || failure == Replaced,
    };

    private static StoreFailure Refused(string reason, bool mayRetry = false) =>
        new(FailureClass.Unavailable, Applied.No, reason, mayRetry);

    private static string Code(string message)
    {
        var space = message.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? message : message[..space];
    }
}
