using System.Net.Sockets;

namespace ChaosHarness.Workloads.Clients;

/// <summary>
/// What trouble below the protocol means, for every client: Fail as long as no byte of the request was handed to the
/// kernel, Info from then on.
/// </summary>
internal static class TransportErrors
{
    /// <summary>The name could not be resolved.</summary>
    public static Reply Unresolved(Exception exception) => Reply.Fail(
        exception is TimeoutException ? ErrorClasses.NameTimeout : ErrorClasses.NameUnknown);

    /// <summary>No connection could be made.</summary>
    public static Reply NotConnected(SocketError error, bool expired) => Reply.Fail(expired
        ? ErrorClasses.ConnectTimeout
        : error switch
        {
            SocketError.ConnectionRefused => ErrorClasses.Refused,
            SocketError.TimedOut => ErrorClasses.ConnectTimeout,
            SocketError.ConnectionReset or SocketError.ConnectionAborted => ErrorClasses.ConnectReset,
            SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown
                or SocketError.NetworkDown => ErrorClasses.Unreachable,
            SocketError.AddressNotAvailable or SocketError.TooManyOpenSockets
                or SocketError.NoBufferSpaceAvailable => ErrorClasses.ClientOverload,
            _ => ErrorClasses.ConnectError,
        });

    /// <summary>A new connection did not take any byte of the request.</summary>
    public static Reply NotSent(bool expired) =>
        Reply.Fail(expired ? ErrorClasses.ConnectTimeout : ErrorClasses.NotSent);

    /// <summary>The connection broke after some of the request, or all of it, was sent.</summary>
    public static Reply Broken(SocketError error, bool expired) => Reply.Info(expired
        ? ErrorClasses.Timeout
        : error switch
        {
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => ErrorClasses.Reset,
            SocketError.TimedOut => ErrorClasses.Timeout,
            SocketError.MessageSize => ErrorClasses.Malformed,
            _ => ErrorClasses.Broken,
        });
}
