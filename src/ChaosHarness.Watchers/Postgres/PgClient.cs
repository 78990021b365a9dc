using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ChaosHarness.Labs;

namespace ChaosHarness.Watchers.Postgres;

/// <summary>
/// One session with the PostgreSQL server of a node, over protocol 3.0's simple queries. Not for several callers at once;
/// after a query was cancelled or the connection broke it is of no further use. Only servers that ask for no password
/// are spoken to.
/// </summary>
internal sealed class PgClient : IAsyncDisposable
{
    private const int ProtocolVersion = 3 << 16;

    private readonly NetworkStream _stream;
    private byte[] _body = new byte[4096];

    private PgClient(NetworkStream stream) => _stream = stream;

    /// <summary>Connects from inside a node to the server on it.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="PgException">The server refuses the session.</exception>
    public static async Task<PgClient> ConnectAsync(INode node, PgAccess access, CancellationToken ct)
    {
        Socket socket = await node.ConnectAsync(new IPEndPoint(IPAddress.Loopback, access.Port), ct);
        socket.NoDelay = true;
        PgClient client = new(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await client.StartAsync(access, ct);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a query and gives its rows; NULL is null.</summary>
    /// <exception cref="PgException">The server answered with an error.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<IReadOnlyList<string?[]>> QueryAsync(string sql, CancellationToken ct)
    {
        byte[] text = Encoding.UTF8.GetBytes(sql);
        byte[] message = new byte[text.Length + 6];
        message[0] = (byte)'Q';
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), text.Length + 5);
        text.CopyTo(message, 5);
        await _stream.WriteAsync(message, ct);
        return await ReadUntilReadyAsync(ct);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task StartAsync(PgAccess access, CancellationToken ct)
    {
        byte[] text = Encoding.UTF8.GetBytes(
            $"user\0{access.User}\0database\0{access.Database}\0application_name\0chaosharness\0\0");
        byte[] message = new byte[8 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), ProtocolVersion);
        text.CopyTo(message, 8);
        await _stream.WriteAsync(message, ct);
        await ReadUntilReadyAsync(ct);
    }

    private async Task<List<string?[]>> ReadUntilReadyAsync(CancellationToken ct)
    {
        List<string?[]> rows = [];
        PgException? error = null;
        while (true)
        {
            (char kind, int length) = await ReadMessageAsync(ct);
            switch (kind)
            {
                case 'E':
                    error = Error(_body.AsSpan(0, length));
                    // A session that is refused or ended says nothing more.
                    if (Field(_body.AsSpan(0, length), 'V') is "FATAL" or "PANIC")
                        throw error;
                    break;
                case 'R' when BinaryPrimitives.ReadInt32BigEndian(_body) != 0:
                    throw new PgException("28P01", "the server asks for a password, which is not supported");
                case 'D':
                    rows.Add(Row(_body.AsSpan(0, length)));
                    break;
                case 'Z':
                    return error is null ? rows : throw error;
            }
        }
    }

    private async Task<(char Kind, int Length)> ReadMessageAsync(CancellationToken ct)
    {
        byte[] head = new byte[5];
        await _stream.ReadExactlyAsync(head, ct);
        int length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4;
        if (length < 0)
            throw new IOException("the server does not speak PostgreSQL's protocol");
        if (length > _body.Length)
            _body = new byte[Math.Max(length, _body.Length * 2)];
        await _stream.ReadExactlyAsync(_body.AsMemory(0, length), ct);
        return ((char)head[0], length);
    }

    private static string?[] Row(ReadOnlySpan<byte> body)
    {
        string?[] columns = new string?[BinaryPrimitives.ReadInt16BigEndian(body)];
        body = body[2..];
        for (int i = 0; i < columns.Length; i++)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(body);
            body = body[4..];
            if (length < 0)
                continue;
            columns[i] = Encoding.UTF8.GetString(body[..length]);
            body = body[length..];
        }

        return columns;
    }

    private static PgException Error(ReadOnlySpan<byte> body) => new(Field(body, 'C') ?? "?????", Field(body, 'M') ?? "error");

    private static string? Field(ReadOnlySpan<byte> body, char letter)
    {
        while (body.Length > 1 && body[0] != 0)
        {
            int end = body[1..].IndexOf((byte)0);
            if (end < 0)
                return null;
            if (body[0] == letter)
                return Encoding.UTF8.GetString(body.Slice(1, end));
            body = body[(end + 2)..];
        }

        return null;
    }
}
