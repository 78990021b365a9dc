using System.Buffers.Text;

namespace ChaosHarness.Workloads.Clients.Redis;

/// <summary>The kinds of RESP2 values.</summary>
internal enum RespKind : byte
{
    Simple, Error, Integer, Bulk, Null, Array,
}

/// <summary>Reads RESP2 values from the front of the bytes received so far.</summary>
internal ref struct RespReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes have been read.</summary>
    public int Position { get; private set; }

    /// <summary>The kind of the value read last.</summary>
    public RespKind Kind { get; private set; }

    /// <summary>Its text: of simple strings, errors, integers and bulk strings.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>An integer's value, or how many values of an array follow.</summary>
    public long Number { get; private set; }

    /// <summary>Reads one value; an array's values follow and have to be read one by one.</summary>
    public Reading Next()
    {
        var rest = _bytes[Position..];
        int end = rest.IndexOf("\r\n"u8);
        if (end < 0) return rest.Length > 0 && !IsMark(rest[0]) ? Reading.Malformed : Reading.Incomplete;
        if (end == 0 || !IsMark(rest[0])) return Reading.Malformed;
        Text = rest[1..end];
        int next = Position + end + 2;
        switch (rest[0])
        {
            case (byte)'+':
                return Take(RespKind.Simple, next);
            case (byte)'-':
                return Take(RespKind.Error, next);
            case (byte)':':
                return ReadNumber() ? Take(RespKind.Integer, next) : Reading.Malformed;
            case (byte)'$':
                return ReadNumber() ? ReadBulk(next) : Reading.Malformed;
            default:
                if (!ReadNumber()) return Reading.Malformed;
                return Take(Number < 0 ? RespKind.Null : RespKind.Array, next);
        }
    }

    private static bool IsMark(byte first) => "+-:$*"u8.Contains(first);

    private Reading ReadBulk(int start)
    {
        if (Number < 0) return Take(RespKind.Null, start);
        if (_bytes.Length - start < Number + 2) return Reading.Incomplete;
        int end = start + (int)Number;
        if (!_bytes.Slice(end, 2).SequenceEqual("\r\n"u8)) return Reading.Malformed;
        Text = _bytes[start..end];
        return Take(RespKind.Bulk, end + 2);
    }

    private bool ReadNumber()
    {
        bool read = Utf8Parser.TryParse(Text, out long number, out int used) && used == Text.Length;
        Number = number;
        return read;
    }

    private Reading Take(RespKind kind, int next)
    {
        Kind = kind;
        Position = next;
        return Reading.Complete;
    }
}
