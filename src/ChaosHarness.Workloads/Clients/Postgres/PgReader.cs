using System.Buffers.Binary;

namespace ChaosHarness.Workloads.Clients.Postgres;

/// <summary>Reads the messages of a PostgreSQL server from the front of the bytes received so far.</summary>
internal ref struct PgReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Longer than any answer to what is asked here: what claims more is not the protocol.</summary>
    private const int LongestMessage = 1 << 20;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes have been read.</summary>
    public int Position { get; private set; }

    /// <summary>The letter of the message read last.</summary>
    public byte Kind { get; private set; }

    /// <summary>What stands in it behind letter and length.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Reads one message.</summary>
    public Reading Next()
    {
        var rest = _bytes[Position..];
        if (rest.Length < 5) return rest.Length > 0 && !IsLetter(rest[0]) ? Reading.Malformed : Reading.Incomplete;
        int length = BinaryPrimitives.ReadInt32BigEndian(rest[1..]);
        if (!IsLetter(rest[0]) || length is < 4 or > LongestMessage) return Reading.Malformed;
        if (rest.Length < length + 1) return Reading.Incomplete;
        Kind = rest[0];
        Body = rest[5..(length + 1)];
        Position += length + 1;
        return Reading.Complete;
    }

    /// <summary>The first column of a DataRow; false when it is NULL or there is none.</summary>
    public readonly bool TryFirstColumn(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Body.Length < 6) return false;
        int length = BinaryPrimitives.ReadInt32BigEndian(Body[2..]);
        if (length < 0 || length > Body.Length - 6) return false;
        value = Body.Slice(6, length);
        return true;
    }

    /// <summary>A field of an ErrorResponse or NoticeResponse by its letter; empty when it is not there.</summary>
    public readonly ReadOnlySpan<byte> Field(byte letter)
    {
        var rest = Body;
        while (rest.Length > 1 && rest[0] != 0)
        {
            int end = rest[1..].IndexOf((byte)0);
            if (end < 0) return default;
            if (rest[0] == letter) return rest.Slice(1, end);
            rest = rest[(end + 2)..];
        }

        return default;
    }

    private static bool IsLetter(byte kind) => kind is >= (byte)'1' and <= (byte)'9' || char.IsAsciiLetter((char)kind);
}
