using System.Text;
using ChaosHarness.Histories;

namespace ChaosHarness.Workloads.Clients.Postgres;

/// <summary>
/// What a PostgreSQL error means: the one place that decides. A statement on its own is a transaction; an ERROR has
/// rolled it back, so that it surely had no effect. FATAL and PANIC end the session at a moment that nobody knows.
/// Error classes are <c>sql-</c> and the SQLSTATE code, such as <c>sql-25006</c> (read-only).
/// </summary>
internal static class PgErrors
{
    /// <summary>Info: committed on the primary, and nobody waited for the synchronous replica any more.</summary>
    public const string NotReplicated = "sql-not-replicated";

    /// <summary>The server is a standby, where a primary was wanted.</summary>
    public const string ReadOnly = "sql-25006";

    /// <summary>In the detail of the warning that comes before such a commit is acknowledged (syncrep.c).</summary>
    private static ReadOnlySpan<byte> MightNotBeReplicated => "might not have been replicated"u8;

    /// <summary>The error class of an ErrorResponse.</summary>
    public static string ClassOf(in PgReader error) => $"sql-{Encoding.ASCII.GetString(error.Field((byte)'C'))}";

    /// <summary>The outcome of an operation that was answered with this ErrorResponse.</summary>
    public static Reply Of(in PgReader error, in Call call)
    {
        bool rolledBack = error.Field((byte)'V').SequenceEqual("ERROR"u8);
        bool harmless = call.Kind is OperationKind.Read or OperationKind.Probe;
        return rolledBack || harmless ? Reply.Fail(ClassOf(error)) : Reply.Info(ClassOf(error));
    }

    /// <summary>Whether a notice says that a commit did not wait for its synchronous replica.</summary>
    public static bool IsNotReplicated(in PgReader notice) =>
        notice.Field((byte)'D').IndexOf(MightNotBeReplicated) >= 0;

    /// <summary>Whether a reply suggests that another server is the primary now.</summary>
    public static bool CastsDoubt(in Reply reply) =>
        reply.Outcome != Outcome.Ok
        && (reply.Error is null or ReadOnly || !reply.Error.StartsWith("sql-", StringComparison.Ordinal)
            || reply.Error.StartsWith("sql-57", StringComparison.Ordinal));
}
