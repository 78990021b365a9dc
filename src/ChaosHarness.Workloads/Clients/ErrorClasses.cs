namespace ChaosHarness.Workloads.Clients;

/// <summary>
/// The error classes that do not come from the target's own words. Histories hold them: they are never renamed.
/// </summary>
internal static class ErrorClasses
{
    /// <summary>Fail: the load generator was at its limit of operations in flight, of ports, or of open files.</summary>
    public const string ClientOverload = "client-overload";

    /// <summary>Info: a bug of ours; the text is on the worker's standard error.</summary>
    public const string ClientBug = "client-bug";

    /// <summary>Fail: the name has no address.</summary>
    public const string NameUnknown = "name-unknown";

    /// <summary>Fail: the name server did not answer in time.</summary>
    public const string NameTimeout = "name-timeout";

    /// <summary>Fail: nobody listens there.</summary>
    public const string Refused = "refused";

    /// <summary>Fail: no connection within the operation's time.</summary>
    public const string ConnectTimeout = "connect-timeout";

    /// <summary>Fail: the connection was reset before anything was sent.</summary>
    public const string ConnectReset = "connect-reset";

    /// <summary>Fail: there is no way to that address, or nobody has it.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>Fail: a connection could not be made for another reason.</summary>
    public const string ConnectError = "connect-error";

    /// <summary>Fail: the connection was made, and took no byte of the request.</summary>
    public const string NotSent = "not-sent";

    /// <summary>Info: no whole answer within the operation's time.</summary>
    public const string Timeout = "timeout";

    /// <summary>Info: the connection was reset after the request was sent.</summary>
    public const string Reset = "reset";

    /// <summary>Info: the server closed the connection instead of answering, or within its answer.</summary>
    public const string Closed = "closed";

    /// <summary>Info: the connection broke for another reason after the request was sent.</summary>
    public const string Broken = "broken";

    /// <summary>Info: what came was not the protocol.</summary>
    public const string Malformed = "malformed";

    /// <summary>Fail: no sentinel names a master that says of itself that it is one.</summary>
    public const string NoMaster = "no-master";

    /// <summary>Fail: none of the servers says of itself that it is the primary.</summary>
    public const string NoPrimary = "no-primary";
}
