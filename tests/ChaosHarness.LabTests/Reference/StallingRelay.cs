using System.Net;
using System.Net.Sockets;

namespace ChaosHarness.LabTests.Reference;

/// <summary>
/// A TCP relay on loopback that can stop passing on what clients send, with so little buffer that their sockets soon
/// are full: what a network does that silently drops packets.
/// </summary>
internal sealed class StallingRelay : IAsyncDisposable
{
    private const int IpProtocolTcp = 6;
    private const int TcpMaxSegment = 2;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = new();

    public StallingRelay(int target)
    {
        _target = target;

        // Taken over by every connection accepted. The small segment is what keeps the other side's buffer small:
        // on loopback it would begin with 2.5 MB, on a network it begins with some ten segments.
        _listener.ReceiveBufferSize = 2048;
        _listener.SetRawSocketOption(IpProtocolTcp, TcpMaxSegment, BitConverter.GetBytes(88));
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _open.SetResult();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Stall() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Resume();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
                connections.Add(RelayAsync(await _listener.AcceptAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _target), _stop.Token);
                await Task.WhenAny(
                    PassAsync(client, server, () => _open.Task), PassAsync(server, client, () => Task.CompletedTask));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // One end has gone, and with it this connection.
            }
        }
    }

    private async Task PassAsync(Socket from, Socket to, Func<Task> open)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (true)
            {
                await open().WaitAsync(_stop.Token);
                int read = await from.ReceiveAsync(buffer, _stop.Token);
                if (read == 0)
                    return;

                for (int sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent..read), _stop.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One end has gone.
        }
    }
}
