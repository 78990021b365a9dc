using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using ChaosHarness.Histories;

namespace ChaosHarness.Workloads.Clients.Redis;

/// <summary>
/// Redis commands in RESP2: append <c>RPUSH doc:{key} value</c>, read <c>LINDEX doc:{key} -1</c>, registers
/// <c>SET</c> and <c>GET reg:{key}</c>, counters <c>INCR</c> and <c>GET ctr:{key}</c>, probe <c>PING</c>.
/// </summary>
internal sealed class RespProtocol : IProtocol
{
    private const int NumberMax = 24;

    public int Write(Span<byte> buffer, in Call call)
    {
        Span<byte> keyBuffer = stackalloc byte[NumberMax + 4];
        Span<byte> valueBuffer = stackalloc byte[NumberMax];
        var key = Key(keyBuffer, call);
        Utf8Formatter.TryFormat(call.Value, valueBuffer, out int length);
        var value = valueBuffer[..length];
        return (call.Kind, call.Set) switch
        {
            (OperationKind.Append, _) => Write(buffer, "RPUSH"u8, key, value),
            (OperationKind.Write, _) => Write(buffer, "SET"u8, key, value),
            (OperationKind.Increment, _) => Write(buffer, "INCR"u8, key),
            (OperationKind.Probe, _) => Write(buffer, "PING"u8),
            (OperationKind.Read, DataSet.Documents) => Write(buffer, "LINDEX"u8, key, "-1"u8),
            (OperationKind.Read, _) => Write(buffer, "GET"u8, key),
            _ => throw new NotSupportedException($"{call.Kind} over RESP"),
        };
    }

    public Reading Read(Span<byte> received, bool ended, in Call call, NameCache names, out Answer answer)
    {
        answer = default;
        var reader = new RespReader(received);
        var reading = reader.Next();
        if (reading != Reading.Complete) return reading;
        if (!TryReply(reader, call, out var reply)) return Reading.Malformed;
        answer = new Answer(reply, reader.Position, KeepAlive: true);
        return Reading.Complete;
    }

    /// <summary>Words any command, for those that are not operations.</summary>
    public static byte[] Command(params ReadOnlySpan<string> words)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"*{words.Length}\r\n"));
        foreach (string word in words)
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static bool TryReply(in RespReader reader, in Call call, out Reply reply)
    {
        reply = Reply.Ok(null);
        switch (reader.Kind)
        {
            case RespKind.Error:
                reply = RedisErrors.Of(reader.Text);
                return true;
            case RespKind.Null:
                return call.Kind == OperationKind.Read;
            case RespKind.Simple:
                return call.Kind is OperationKind.Write or OperationKind.Probe;
            case RespKind.Integer:
                if (call.Kind == OperationKind.Increment) reply = Reply.Ok(null, reader.Number);
                return call.Kind is OperationKind.Append or OperationKind.Increment;
            case RespKind.Bulk:
                bool number = Utf8Parser.TryParse(reader.Text, out long value, out int used) && used == reader.Text.Length;
                if (number) reply = Reply.Ok(null, value);
                return number && call.Kind == OperationKind.Read;
            default:
                return false;
        }
    }

    private static ReadOnlySpan<byte> Key(Span<byte> buffer, in Call call)
    {
        string prefix = call.Set switch
        {
            DataSet.Documents => "doc:",
            DataSet.Registers => "reg:",
            _ => "ctr:",
        };
        Utf8.TryWrite(buffer, $"{prefix}{call.Key}", out int length);
        return buffer[..length];
    }

    private static int Write(
        Span<byte> buffer, ReadOnlySpan<byte> command, ReadOnlySpan<byte> key = default, ReadOnlySpan<byte> value = default)
    {
        int count = key.IsEmpty ? 1 : value.IsEmpty ? 2 : 3;
        int at = Mark(buffer, (byte)'*', count);
        at += Bulk(buffer[at..], command);
        if (count > 1) at += Bulk(buffer[at..], key);
        if (count > 2) at += Bulk(buffer[at..], value);
        return at;
    }

    private static int Bulk(Span<byte> buffer, ReadOnlySpan<byte> text)
    {
        int at = Mark(buffer, (byte)'$', text.Length);
        text.CopyTo(buffer[at..]);
        "\r\n"u8.CopyTo(buffer[(at + text.Length)..]);
        return at + text.Length + 2;
    }

    private static int Mark(Span<byte> buffer, byte mark, int number)
    {
        buffer[0] = mark;
        Utf8Formatter.TryFormat(number, buffer[1..], out int digits);
        "\r\n"u8.CopyTo(buffer[(1 + digits)..]);
        return digits + 3;
    }
}
