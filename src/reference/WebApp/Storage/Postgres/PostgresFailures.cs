using Npgsql;

namespace WebApp.Storage.Postgres;

/// <summary>
/// The one place that decides what a failure of PostgreSQL or of Npgsql says about a write. A statement on its own is a
/// transaction: an ERROR has rolled it back. FATAL, and a connection that breaks, leave open what happened.
/// </summary>
internal static class PostgresFailures
{
    public static readonly StoreFailure NoPrimary = Refused("no-primary", mayRetry: true);
    public static readonly StoreFailure NotSent = Refused("not-sent", mayRetry: true);
    public static readonly StoreFailure ReadOnly = Refused("read-only", mayRetry: true);
    public static readonly StoreFailure Timeout = new(FailureClass.Timeout, Applied.Unknown, "timeout");
    public static readonly StoreFailure ConnectionLost = new(FailureClass.Broken, Applied.Unknown, "connection-lost");
    public static readonly StoreFailure Conflict = new(FailureClass.Conflict, Applied.No, "wrong-type");

    /// <summary>Classifies what came when no statement had been sent yet.</summary>
    public static StoreFailure WhileConnecting(Exception exception) =>
        exception.Message.Contains("No suitable host", StringComparison.Ordinal) ? NoPrimary : NotSent;

    /// <summary>Classifies what came after the statement had been given to the driver.</summary>
    public static StoreFailure WhileExecuting(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => ReadOnly,
        PostgresException { InvariantSeverity: "ERROR" } error => Refused($"sql-{error.SqlState}"),
        _ => ConnectionLost,
    };

    /// <summary>A read changes nothing: it can be tried again, and surely was not applied.</summary>
    public static StoreFailure OfRead(StoreFailure failure) => failure with
    {
        Applied = Applied.No, MayRetry = failure.Class is FailureClass.Unavailable or FailureClass.Broken,
    };

    private static StoreFailure Refused(string reason, bool mayRetry = false) =>
        new(FailureClass.Unavailable, Applied.No, reason, mayRetry);
}
