using System.Net;
using System.Net.Sockets;
using System.Text;
using ChaosHarness.Labs;

namespace ChaosHarness.LabTests.Labs.Kit;

/// <summary>Asks a Redis server from inside a node.</summary>
internal static class Redis
{
    /// <summary>The first line of its answer to PING; tries again while it is starting.</summary>
    internal static async Task<string> PingAsync(INode node, EndPoint endpoint, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                using var socket = await node.ConnectAsync(endpoint, ct);
                await using var stream = new NetworkStream(socket);
                await stream.WriteAsync(Encoding.ASCII.GetBytes("PING\r\n"), ct);
                using var reader = new StreamReader(stream);
                return await reader.ReadLineAsync(ct) ?? "";
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ct);
            }
        }
    }
}
