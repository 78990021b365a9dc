using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Scdata.Log;

/// <summary>
/// The first 32 bytes of a log: "SCDATA", version 1, a random name, and a checksum. The name is part of every frame's
/// checksum, so that nothing copied from another log, or out of a value, can pass for a frame of this one.
/// </summary>
/// <param name="Seed">Where the checksum of every frame begins.</param>
internal sealed record LogIdentity(Guid Name, uint Seed)
{
    public const int Size = 32;
    private const int NameAt = 8, SumAt = 28;

    private static ReadOnlySpan<byte> Magic => "SCDATA\0\u0001"u8;

    /// <summary>The first bytes of a new log.</summary>
    public static byte[] Create()
    {
        byte[] bytes = new byte[Size];
        Magic.CopyTo(bytes);
        RandomNumberGenerator.Fill(bytes.AsSpan(NameAt, 16));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(SumAt), Crc32C.Append(~0u, bytes.AsSpan(0, SumAt)));
        return bytes;
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="LogDamagedException">They are not the beginning of a log.</exception>
    public static LogIdentity Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Magic))
            throw new LogDamagedException(0, "the file does not begin as a transaction log of this version does");
        uint sum = Crc32C.Append(~0u, bytes[..SumAt]);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[SumAt..]) == sum
            ? new LogIdentity(new Guid(bytes.Slice(NameAt, 16)), sum)
            : throw new LogDamagedException(0, "the first 32 bytes of the log are damaged");
    }
}
