using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ChaosHarness.Workloads.Clients.Http;

/// <summary>
/// An HTTP/1.1 response (RFC 9112), read strictly from all bytes received so far. Interim responses are passed over.
/// </summary>
internal ref struct HttpResponse
{
    /// <summary>A head longer than this is refused.</summary>
    private const int HeadMax = 16 * 1024;

    private long _contentLength;
    private bool _chunked;
    private bool _close;

    /// <summary>The status code.</summary>
    public int Status { get; private set; }

    /// <summary>The header <c>X-Served-By</c>.</summary>
    public ReadOnlySpan<byte> ServedBy { get; private set; }

    /// <summary>The header <c>X-Store-Node</c>.</summary>
    public ReadOnlySpan<byte> StoreNode { get; private set; }

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Bytes of the whole response.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the connection stays open after it.</summary>
    public readonly bool KeepAlive => !_close;

    /// <summary>Reads a response. Chunks of its body are joined in place when it is complete.</summary>
    public static Reading Read(Span<byte> received, bool ended, out HttpResponse response)
    {
        int at = 0;
        while (true)
        {
            response = new HttpResponse { _contentLength = -1 };
            var reading = response.ReadHead(received[at..], out int head);
            if (reading != Reading.Complete) return reading;
            at += head;
            if (response.Status >= 200) return response.ReadBody(received, at, ended);
            if (response.Status == 101) return Reading.Malformed;
        }
    }

    private Reading ReadHead(ReadOnlySpan<byte> bytes, out int length)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        length = end + 4;
        if (end < 0) return bytes.Length > HeadMax ? Reading.Malformed : Reading.Incomplete;
        var head = bytes[..(end + 2)];
        int lineEnd = head.IndexOf("\r\n"u8);
        if (!ReadStatus(head[..lineEnd])) return Reading.Malformed;
        head = head[(lineEnd + 2)..];
        while (!head.IsEmpty)
        {
            lineEnd = head.IndexOf("\r\n"u8);
            if (!ReadHeader(head[..lineEnd])) return Reading.Malformed;
            head = head[(lineEnd + 2)..];
        }

        // Both would leave it open where the response ends.
        return _chunked && _contentLength >= 0 ? Reading.Malformed : Reading.Complete;
    }

    /// <summary><c>HTTP/1.1 200 OK</c></summary>
    private bool ReadStatus(ReadOnlySpan<byte> line)
    {
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[8] != ' ') return false;
        _close = line[7] == '0';
        Status = Utf8Parser.TryParse(line[9..12], out int status, out int digits) && digits == 3 ? status : 0;
        return Status is >= 100 and < 600 && (line.Length == 12 || line[12] == ' ');
    }

    private bool ReadHeader(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        if (colon <= 0) return false;
        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);
        switch (colon)
        {
            case 14 when Is(name, "content-length"u8):
                bool number = Utf8Parser.TryParse(value, out long length, out int digits) && digits == value.Length;
                if (!number || length < 0 || (_contentLength >= 0 && _contentLength != length)) return false;
                _contentLength = length;
                break;
            case 17 when Is(name, "transfer-encoding"u8):
                if (!Is(value, "chunked"u8)) return false;
                _chunked = true;
                break;
            case 10 when Is(name, "connection"u8):
                _close |= Is(value, "close"u8);
                break;
            case 11 when Is(name, "x-served-by"u8):
                ServedBy = value;
                break;
            case 12 when Is(name, "x-store-node"u8):
                StoreNode = value;
                break;
        }

        return true;
    }

    private Reading ReadBody(Span<byte> received, int at, bool ended)
    {
        Length = at;
        if (Status is 204 or 304) return Reading.Complete;
        if (_chunked) return ReadChunks(received, at);
        if (_contentLength < 0)
        {
            // It ends with the connection.
            _close = true;
            Body = received[at..];
            Length = received.Length;
            return ended ? Reading.Complete : Reading.Incomplete;
        }

        if (received.Length - at < _contentLength) return Reading.Incomplete;
        Body = received.Slice(at, (int)_contentLength);
        Length = at + Body.Length;
        return Reading.Complete;
    }

    private Reading ReadChunks(Span<byte> received, int start)
    {
        // Looked through first and joined afterwards, since an incomplete body will be looked through again.
        var reading = WalkChunks(received, start, join: false, out _, out _);
        if (reading != Reading.Complete) return reading;
        WalkChunks(received, start, join: true, out int end, out int joined);
        Body = received.Slice(start, joined);
        Length = end;
        return Reading.Complete;
    }

    private static Reading WalkChunks(Span<byte> received, int at, bool join, out int end, out int joined)
    {
        int to = at;
        end = 0;
        joined = 0;
        while (true)
        {
            int line = received[at..].IndexOf("\r\n"u8);
            if (line < 0) return Reading.Incomplete;
            if (!ReadChunkSize(received.Slice(at, line), out int size)) return Reading.Malformed;
            at += line + 2;
            if (size == 0) return SkipTrailers(received, at, out end);
            if (received.Length - at < size + 2) return Reading.Incomplete;
            if (!received.Slice(at + size, 2).SequenceEqual("\r\n"u8)) return Reading.Malformed;
            if (join) received.Slice(at, size).CopyTo(received[to..]);
            to += size;
            joined += size;
            at += size + 2;
        }
    }

    private static bool ReadChunkSize(ReadOnlySpan<byte> line, out int size)
    {
        int semicolon = line.IndexOf((byte)';');
        var digits = (semicolon < 0 ? line : line[..semicolon]).TrimEnd(" \t"u8);
        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out size) && size >= 0;
    }

    private static Reading SkipTrailers(ReadOnlySpan<byte> received, int at, out int end)
    {
        end = at;
        while (true)
        {
            int line = received[end..].IndexOf("\r\n"u8);
            if (line < 0) return Reading.Incomplete;
            end += line + 2;
            if (line == 0) return Reading.Complete;
        }
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) => Ascii.EqualsIgnoreCase(text, lower);
}
