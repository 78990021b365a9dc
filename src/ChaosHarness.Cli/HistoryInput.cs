namespace ChaosHarness.Cli;

/// <summary>
/// A history file, or standard input, being read: gives its beginning away before it is read, counts, and ends the
/// reading when the user does.
/// </summary>
internal sealed class HistoryInput(Stream source, CancellationToken ct) : Stream
{
    private byte[] _head = [];
    private int _headRead;
    private long _count;

    /// <summary>Bytes read so far. May be asked from any thread.</summary>
    public long Count => Interlocked.Read(ref _count);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The beginning, at most so many bytes. To be called before anything is read.</summary>
    public ReadOnlySpan<byte> Peek(int size)
    {
        byte[] head = new byte[size];
        _head = head[..source.ReadAtLeast(head, size, throwOnEndOfStream: false)];
        return _head;
    }

    public override int Read(Span<byte> buffer)
    {
        ct.ThrowIfCancellationRequested();
        int read;
        if (_headRead < _head.Length)
        {
            read = Math.Min(buffer.Length, _head.Length - _headRead);
            _head.AsSpan(_headRead, read).CopyTo(buffer);
            _headRead += read;
        }
        else
        {
            read = source.Read(buffer);
        }

        Interlocked.Add(ref _count, read);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
