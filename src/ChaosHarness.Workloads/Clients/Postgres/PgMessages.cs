using System.Buffers.Binary;
using System.Text;

namespace ChaosHarness.Workloads.Clients.Postgres;

/// <summary>
/// Words the two messages of PostgreSQL's protocol 3.0 that are sent here (PostgreSQL documentation, "Message Formats").
/// </summary>
internal static class PgMessages
{
    private const int ProtocolVersion = 3 << 16;

    /// <summary>The first message of a connection.</summary>
    public static byte[] Startup(string user, string database, string application)
    {
        byte[] text = Encoding.UTF8.GetBytes(
            $"user\0{user}\0database\0{database}\0application_name\0{application}\0\0");
        byte[] message = new byte[8 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), ProtocolVersion);
        text.CopyTo(message, 8);
        return message;
    }

    /// <summary>A query, whose text stands from byte 5 of the buffer on; gives the message's length.</summary>
    public static int Query(Span<byte> buffer, int textLength)
    {
        buffer[0] = (byte)'Q';
        BinaryPrimitives.WriteInt32BigEndian(buffer[1..], textLength + 5);
        buffer[5 + textLength] = 0;
        return textLength + 6;
    }

    /// <summary>A query in an array of its own.</summary>
    public static byte[] Query(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        byte[] message = new byte[bytes.Length + 6];
        bytes.CopyTo(message, 5);
        Query(message, bytes.Length);
        return message;
    }
}
