using System.Net.Sockets;

namespace ChaosHarness.Tests.Kit;

/// <summary>One client's connection to a <see cref="ScriptedServer"/>.</summary>
internal sealed class ScriptedConnection(ScriptedServer server, Socket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _have;

    /// <summary>Half-open: whatever comes is swallowed, for ever.</summary>
    public bool Dead { get; set; }

    /// <summary>Serves until the client goes or the connection is reset.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (await ReceiveAsync(ct)) await AnswerAsync(ct);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client went, or an outage took the connection away.
        }
        finally
        {
            server.Gone(this);
            socket.Dispose();
        }
    }

    /// <summary>Closes it with RST instead of FIN.</summary>
    public void Reset()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        socket.Dispose();
    }

    public void Dispose() => socket.Dispose();

    private async Task<bool> ReceiveAsync(CancellationToken ct)
    {
        int read = await socket.ReceiveAsync(_buffer.AsMemory(_have), ct);
        _have += read;
        return read > 0;
    }

    private async Task AnswerAsync(CancellationToken ct)
    {
        while (ScriptedRequest.TryParse(_buffer.AsSpan(0, _have), out var request, out int consumed))
        {
            _buffer.AsSpan(consumed, _have - consumed).CopyTo(_buffer);
            _have -= consumed;
            if (await server.ServeAsync(this, request, ct) is { } reply) await socket.SendAsync(reply, ct);
        }
    }
}
