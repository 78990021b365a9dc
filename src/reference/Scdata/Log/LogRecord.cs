using System.Buffers.Binary;
using System.Text;

namespace Scdata.Log;

/// <summary>What a record does. The numbers are written to disk.</summary>
internal enum RecordKind : byte
{
    /// <summary>The first record of an incarnation: a process took the lock. Its number is the process id.</summary>
    Takeover = 1,

    /// <summary>An element of a document: the number.</summary>
    Append = 2,

    /// <summary>A register has a new value: the text.</summary>
    Set = 3,

    /// <summary>A counter has a new value: the number.</summary>
    Counter = 4,
}

/// <summary>
/// One committed transaction: kind (1 byte), length of the key (1), key, number (8), length of the text (2), text, in UTF-8.
/// It points into the bytes it was read from.
/// </summary>
internal readonly ref struct LogRecord
{
    public const int KeyBytesMax = byte.MaxValue;
    public const int TextBytesMax = ushort.MaxValue;

    public required RecordKind Kind { get; init; }
    public required ReadOnlySpan<byte> Key { get; init; }
    public required long Number { get; init; }
    public required ReadOnlySpan<byte> Text { get; init; }

    /// <summary>Takes the next record off the bytes; false where they are no record.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> bytes, out LogRecord record)
    {
        record = default;
        if (bytes.Length < 2 || bytes[0] is < (byte)RecordKind.Takeover or > (byte)RecordKind.Counter)
            return false;
        int key = bytes[1];
        if (bytes.Length < key + 12)
            return false;
        int text = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(key + 10)..]);
        if (bytes.Length < key + 12 + text)
            return false;
        record = new LogRecord
        {
            Kind = (RecordKind)bytes[0],
            Key = bytes.Slice(2, key),
            Number = BinaryPrimitives.ReadInt64LittleEndian(bytes[(key + 2)..]),
            Text = bytes.Slice(key + 12, text),
        };
        bytes = bytes[(key + 12 + text)..];
        return true;
    }

    /// <summary>Bytes that <see cref="Write"/> will need at most.</summary>
    public static int Bound(string key, string text) =>
        12 + Encoding.UTF8.GetMaxByteCount(key.Length) + Encoding.UTF8.GetMaxByteCount(text.Length);

    /// <summary>Writes a record.</summary>
    /// <returns>How many bytes it takes.</returns>
    public static int Write(Span<byte> to, RecordKind kind, string key, long number, string text)
    {
        int keyBytes = Encoding.UTF8.GetBytes(key, to[2..]);
        int textBytes = Encoding.UTF8.GetBytes(text, to[(keyBytes + 12)..]);
        if (keyBytes > KeyBytesMax || textBytes > TextBytesMax)
            throw new ArgumentException("a key or a text is too long for a record");
        to[0] = (byte)kind;
        to[1] = (byte)keyBytes;
        BinaryPrimitives.WriteInt64LittleEndian(to[(keyBytes + 2)..], number);
        BinaryPrimitives.WriteUInt16LittleEndian(to[(keyBytes + 10)..], (ushort)textBytes);
        return keyBytes + 12 + textBytes;
    }
}
