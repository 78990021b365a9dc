using System.Buffers.Text;
using System.Text;

namespace ChaosHarness.Watchers.Redis.Resp;

/// <summary>
/// Reads values of the Redis serialization protocol, version 2, from bytes as they arrive. It keeps no state: bytes of
/// an unfinished value are given again together with those that follow.
/// </summary>
internal static class RespParser
{
    /// <summary>The most arrays within arrays; Redis itself nests three deep.</summary>
    private const int DepthMax = 16;

    /// <summary>The longest string, as Redis limits it: 512 MiB.</summary>
    private const int BytesMax = 512 * 1024 * 1024;

    /// <summary>The most elements of an array that are believed before they have arrived.</summary>
    private const int ItemsMax = 16 * 1024 * 1024;

    /// <summary>Reads one value; false when it has not arrived completely.</summary>
    /// <param name="data">All bytes not consumed so far.</param>
    /// <param name="value">The value.</param>
    /// <param name="consumed">How many bytes it took.</param>
    /// <exception cref="RespException">The bytes are not the protocol's.</exception>
    public static bool TryParse(ReadOnlySpan<byte> data, out RespValue? value, out int consumed)
    {
        int position = 0;
        bool complete = TryParse(data, ref position, depth: 0, out value);
        consumed = complete ? position : 0;
        return complete;
    }

    private static bool TryParse(ReadOnlySpan<byte> data, ref int position, int depth, out RespValue? value)
    {
        value = null;
        if (!TryLine(data, ref position, out ReadOnlySpan<byte> line))
            return false;
        if (line.IsEmpty)
            throw new RespException("an empty line came where a value was expected");
        ReadOnlySpan<byte> rest = line[1..];
        switch (line[0])
        {
            case (byte)'+': value = new RespValue.Status(Encoding.UTF8.GetString(rest)); return true;
            case (byte)'-': value = new RespValue.Error(Encoding.UTF8.GetString(rest)); return true;
            case (byte)':': value = new RespValue.Number(Integer(rest)); return true;
            case (byte)'$': return TryBulk(data, ref position, Length(rest, BytesMax), out value);
            case (byte)'*': return TryMany(data, ref position, Length(rest, ItemsMax), depth, out value);
            default: throw new RespException($"a value cannot begin with byte {line[0]}");
        }
    }

    private static bool TryLine(ReadOnlySpan<byte> data, ref int position, out ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = data[position..];
        int end = rest.IndexOf("\r\n"u8);
        line = end < 0 ? default : rest[..end];
        position += end < 0 ? 0 : end + 2;
        return end >= 0;
    }

    private static bool TryBulk(ReadOnlySpan<byte> data, ref int position, int length, out RespValue? value)
    {
        value = length < 0 ? new RespValue.Bulk(null) : null;
        if (length < 0)
            return true;
        if (data.Length - position < length + 2)
            return false;
        ReadOnlySpan<byte> rest = data[position..];
        if (rest[length] != '\r' || rest[length + 1] != '\n')
            throw new RespException($"a string of {length} bytes does not end where it should");
        value = new RespValue.Bulk(rest[..length].ToArray());
        position += length + 2;
        return true;
    }

    private static bool TryMany(ReadOnlySpan<byte> data, ref int position, int count, int depth, out RespValue? value)
    {
        value = count < 0 ? new RespValue.Many(null) : null;
        if (count < 0)
            return true;
        if (depth >= DepthMax)
            throw new RespException($"arrays are nested more than {DepthMax} deep");
        // Memory is taken for what has arrived, not for what is promised.
        List<RespValue> items = [];
        for (int i = 0; i < count; i++)
        {
            if (!TryParse(data, ref position, depth + 1, out RespValue? item))
                return false;
            items.Add(item!);
        }

        value = new RespValue.Many(items);
        return true;
    }

    private static int Length(ReadOnlySpan<byte> text, int max)
    {
        long length = Integer(text);
        return length >= -1 && length <= max ? (int)length : throw new RespException($"{length} is no length");
    }

    private static long Integer(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out int used) && used == text.Length
            ? number
            : throw new RespException($"'{Encoding.UTF8.GetString(text)}' is no whole number");
}
