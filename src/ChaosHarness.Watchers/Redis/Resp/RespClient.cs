using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ChaosHarness.Labs;

namespace ChaosHarness.Watchers.Redis.Resp;

/// <summary>
/// One connection to a Redis server or sentinel. Not for several callers at once. After a call was cancelled or has
/// failed, the connection is of no further use: answers to come would be taken for answers to later questions.
/// </summary>
internal sealed class RespClient(Socket socket) : IAsyncDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>
    /// Connects from inside a node to a server on that node, and authenticates when there is a password.
    /// </summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="RespException">The password is refused.</exception>
    public static async Task<RespClient> ConnectAsync(INode node, int port, string? password, CancellationToken ct)
    {
        Socket socket = await node.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), ct);
        socket.NoDelay = true;
        RespClient client = new(socket);
        if (password is null)
            return client;
        try
        {
            (await client.CallAsync(["AUTH", password], ct)).AsText();
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>A command as it goes over the wire.</summary>
    public static byte[] Encode(params IReadOnlyList<string> command)
    {
        using MemoryStream bytes = new();
        bytes.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"*{command.Count}\r\n")));
        foreach (string part in command)
        {
            byte[] content = Encoding.UTF8.GetBytes(part);
            bytes.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"${content.Length}\r\n")));
            bytes.Write(content);
            bytes.Write("\r\n"u8);
        }

        return bytes.ToArray();
    }

    /// <summary>Asks one question and waits for its answer, which may be an error.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<RespValue> CallAsync(IReadOnlyList<string> command, CancellationToken ct)
    {
        await SendAsync(Encode(command), ct);
        return await ReadAsync(ct);
    }

    /// <summary>Sends encoded commands.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> commands, CancellationToken ct) =>
        await _stream.WriteAsync(commands, ct);

    /// <summary>Waits for the next value, asked for or pushed.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="RespException">What came is not the protocol.</exception>
    public async Task<RespValue> ReadAsync(CancellationToken ct)
    {
        RespValue? value;
        int consumed;
        while (!RespParser.TryParse(_buffer.AsSpan(_start, _end - _start), out value, out consumed))
            await FillAsync(ct);
        _start += consumed;
        return value!;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task FillAsync(CancellationToken ct)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        int count = await _stream.ReadAsync(_buffer.AsMemory(_end), ct);
        if (count == 0)
            throw new EndOfStreamException("the server closed the connection");
        _end += count;
    }
}
