using System.Buffers.Binary;
using System.Numerics;

namespace Scdata.Log;

/// <summary>
/// CRC-32C (Castagnoli, as in iSCSI, RFC 3720 appendix B.4) without its two inversions. It finds every error within 32
/// neighbouring bits, so every damaged byte.
/// </summary>
internal static class Crc32C
{
    public static uint Append(uint sum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte one in bytes)
            sum = BitOperations.Crc32C(sum, one);
        return sum;
    }
}
