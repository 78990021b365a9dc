namespace WebApp.Storage;

/// <summary>What is known about the effect of an operation that failed.</summary>
internal enum Applied
{
    /// <summary>It was surely not executed, and will not be.</summary>
    No,

    /// <summary>It may have been executed, or may still be: nobody knows.</summary>
    Unknown,
}

/// <summary>Why an operation failed, in the few classes that callers treat differently.</summary>
internal enum FailureClass
{
    /// <summary>The store cannot do it now and did not do it.</summary>
    Unavailable,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>The connection broke, or the answer was not understood, after the operation had been sent.</summary>
    Broken,

    /// <summary>What the key holds does not fit the operation; trying again is useless.</summary>
    Conflict,
}

/// <summary>An operation on the store failed.</summary>
/// <param name="failure">Class, effect and reason.</param>
/// <param name="node">The node it was sent to as address:port, or null if it was sent to none.</param>
/// <param name="detail">One line for people.</param>
internal sealed class StoreException(StoreFailure failure, string? node, string detail, Exception? cause = null)
    : Exception(detail, cause)
{
    public StoreFailure Failure { get; } = failure;

    public string? Node { get; } = node;
}

/// <param name="Class">Decides the HTTP status.</param>
/// <param name="Applied">What is known about the effect.</param>
/// <param name="Reason">A stable word for programs, in kebab-case.</param>
/// <param name="MayRetry">
/// Trying again after a moment is safe and may help, for example after a switch to another primary. Only ever true
/// where <paramref name="Applied"/> is <see cref="Applied.No"/>: anything else could be done twice.
/// </param>
internal sealed record StoreFailure(FailureClass Class, Applied Applied, string Reason, bool MayRetry = false);
