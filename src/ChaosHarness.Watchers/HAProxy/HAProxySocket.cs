using System.Net.Sockets;
using System.Text;
using ChaosHarness.Labs;

namespace ChaosHarness.Watchers.HAProxy;

/// <summary>
/// HAProxy's stats socket in its interactive mode, in which it ends every answer with a prompt and keeps the
/// connection. Not for several callers at once.
/// </summary>
internal sealed class HAProxySocket(Socket socket) : IAsyncDisposable
{
    private const string Prompt = "\n> ";

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Connects from inside a node.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<HAProxySocket> ConnectAsync(INode node, string path, CancellationToken ct)
    {
        HAProxySocket connection = new(await node.ConnectAsync(new UnixDomainSocketEndPoint(path), ct));
        try
        {
            await connection.AskAsync("prompt", ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts a command and gives the answer.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<string> AskAsync(string command, CancellationToken ct)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\n"), ct);
        using MemoryStream answer = new();
        while (!Ends(answer))
        {
            int count = await _stream.ReadAsync(_buffer, ct);
            if (count == 0)
                throw new EndOfStreamException("HAProxy closed its stats socket");
            answer.Write(_buffer, 0, count);
        }

        return Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length - Prompt.Length);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static bool Ends(MemoryStream answer) =>
        answer.GetBuffer().AsSpan(0, (int)answer.Length).EndsWith("\n> "u8);
}
