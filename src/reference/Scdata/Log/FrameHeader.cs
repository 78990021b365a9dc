using System.Buffers.Binary;

namespace Scdata.Log;

/// <summary>
/// The first 52 bytes of a frame, which is what one commit writes: header, the writer's node name, records. Numbers are
/// little-endian.
/// <code>
///  0 u32 magic           16 i64 id of the first record    36 u32 checksum of the frame before
///  4 u32 bytes in all    24 u32 records                   40 i64 time, microseconds since 1970 UTC
///  8 i64 its own offset  28 u32 incarnation               48 u32 checksum of all the rest, node name and records too
///                        32 u32 bytes of the node's name
/// </code>
/// </summary>
internal readonly record struct FrameHeader
{
    public const int Size = 52;
    public const int MaxFrame = 4 << 20;
    private const int SumAt = 48;

    /// <summary>0xF5 and 0xFA occur in no UTF-8 text.</summary>
    public static ReadOnlySpan<byte> Magic => [0xF5, (byte)'S', (byte)'C', 0xFA];

    public required int Length { get; init; }
    public required long Offset { get; init; }
    public required long FirstId { get; init; }
    public required int Records { get; init; }
    public required uint Incarnation { get; init; }
    public required int NodeLength { get; init; }
    public required uint Previous { get; init; }
    public required long Time { get; init; }
    public uint Checksum { get; private init; }

    /// <summary>Whether these may be the first bytes of a frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < Size || !bytes.StartsWith(Magic))
            return false;
        header = new FrameHeader
        {
            Length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            Offset = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            FirstId = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            Records = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]),
            Incarnation = BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]),
            NodeLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]),
            Previous = BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]),
            Time = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            Checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[SumAt..]),
        };
        return header is { Length: > Size and <= MaxFrame, Records: > 0, NodeLength: >= 0 }
            && header.NodeLength < header.Length - Size;
    }

    /// <summary>Writes the header before a frame whose node and records are there already.</summary>
    /// <returns>The frame's checksum.</returns>
    public uint Write(Span<byte> frame, LogIdentity log)
    {
        Magic.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(frame[16..], FirstId);
        BinaryPrimitives.WriteInt32LittleEndian(frame[24..], Records);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[28..], Incarnation);
        BinaryPrimitives.WriteInt32LittleEndian(frame[32..], NodeLength);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[36..], Previous);
        BinaryPrimitives.WriteInt64LittleEndian(frame[40..], Time);
        uint sum = Sum(frame, log);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[SumAt..], sum);
        return sum;
    }

    /// <summary>Whether a frame of this length is what was once written.</summary>
    public bool Fits(ReadOnlySpan<byte> frame, LogIdentity log) => Sum(frame, log) == Checksum;

    private static uint Sum(ReadOnlySpan<byte> frame, LogIdentity log) =>
        Crc32C.Append(Crc32C.Append(log.Seed, frame[..SumAt]), frame[Size..]);
}
