using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChaosHarness.Workloads.Clients.Redis;

/// <summary>A value of an answer: a text, or a list of values; a null text is Redis's nil.</summary>
internal sealed record RespValue(string? Text, IReadOnlyList<RespValue> Items, bool IsError);

/// <summary>A connection for questions that are not operations: to sentinels, or for a node's role.</summary>
internal sealed class RespSession : IDisposable
{
    private readonly Socket _socket;
    private byte[] _buffer = new byte[4096];
    private int _count;

    private RespSession(Socket socket) => _socket = socket;

    /// <summary>The other end.</summary>
    public IPEndPoint Remote => (IPEndPoint)_socket.RemoteEndPoint!;

    /// <exception cref="SocketException">No connection, or no such name.</exception>
    public static async Task<RespSession> ConnectAsync(Endpoint endpoint, CancellationToken ct)
    {
        var addresses = await endpoint.ResolveAsync().WaitAsync(ct);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        var socket = new Socket(addresses[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(addresses[0], endpoint.Port), ct);
            return new RespSession(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>For connections that only listen: notices within some seconds that the other end is gone.</summary>
    public void KeepAlive()
    {
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 2);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    /// <summary>Sends a command and reads its answer.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="IOException">It was closed, or does not speak RESP.</exception>
    public async Task<RespValue> AskAsync(CancellationToken ct, params string[] words)
    {
        await _socket.SendAsync(RespProtocol.Command(words), ct);
        return await ReceiveAsync(ct);
    }

    /// <summary>Reads the next value.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<RespValue> ReceiveAsync(CancellationToken ct)
    {
        while (true)
        {
            if (TryTake(out var value)) return value;
            if (_count == _buffer.Length) Array.Resize(ref _buffer, _count * 2);
            int read = await _socket.ReceiveAsync(_buffer.AsMemory(_count), ct);
            if (read == 0) throw new IOException($"{Remote} closed the connection");
            _count += read;
        }
    }

    public void Dispose() => _socket.Dispose();

    private bool TryTake(out RespValue value)
    {
        var reader = new RespReader(_buffer.AsSpan(0, _count));
        var reading = Read(ref reader, out value);
        if (reading == Reading.Malformed) throw new IOException($"{Remote} does not speak RESP");
        if (reading == Reading.Incomplete) return false;
        _buffer.AsSpan(reader.Position, _count - reader.Position).CopyTo(_buffer);
        _count -= reader.Position;
        return true;
    }

    private static Reading Read(ref RespReader reader, out RespValue value)
    {
        value = new RespValue(null, [], false);
        var reading = reader.Next();
        if (reading != Reading.Complete || reader.Kind == RespKind.Null) return reading;
        if (reader.Kind != RespKind.Array)
        {
            value = new RespValue(Encoding.UTF8.GetString(reader.Text), [], reader.Kind == RespKind.Error);
            return reading;
        }

        var items = new RespValue[reader.Number];
        for (int i = 0; i < items.Length; i++)
        {
            reading = Read(ref reader, out items[i]);
            if (reading != Reading.Complete) return reading;
        }

        value = new RespValue(null, items, false);
        return reading;
    }
}
