using System.Net;
using System.Net.Sockets;
using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>Connections that start inside a node.</summary>
internal static class NodeSocket
{
    private const int Unix = 1, Inet = 2, Inet6 = 10, Stream = 1;

    internal static async Task<Socket> ConnectAsync(Boot boot, EndPoint endpoint, CancellationToken ct)
    {
        var socket = Open(boot, endpoint);
        try
        {
            if (endpoint is UnixDomainSocketEndPoint unix && unix.ToString() is ['/', ..] path)
            {
                var (folder, reached) = boot.Files.Reach(path);
                using (folder)
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(reached), ct);
            }
            else
            {
                await socket.ConnectAsync(endpoint, ct);
            }
            return socket;
        }
        catch (FileNotFoundException)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.ConnectionRefused);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket Open(Boot boot, EndPoint endpoint)
    {
        int family = endpoint.AddressFamily switch
        {
            AddressFamily.Unix => Unix,
            AddressFamily.InterNetwork => Inet,
            AddressFamily.InterNetworkV6 => Inet6,
            var other => throw new ArgumentException($"{other}: give an address, not a name", nameof(endpoint)),
        };
        int fd;
        try
        {
            fd = Walker.Socket((int)boot.NetNamespace.DangerousGetHandle(), family, Stream, 0);
        }
        catch (ObjectDisposedException)
        {
            throw new SocketException((int)SocketError.HostDown);
        }
        return fd >= 0 ? new Socket(new SafeSocketHandle(fd, ownsHandle: true))
            : throw new SocketException((int)SocketError.HostDown);
    }
}
