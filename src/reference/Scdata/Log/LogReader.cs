using Microsoft.Win32.SafeHandles;

namespace Scdata.Log;

/// <summary>
/// Reads frames one after the other. What it gives was once written whole: every frame carries a checksum, its own
/// place, and the checksum of the frame before.
/// </summary>
/// <param name="log">The log's identity.</param>
/// <param name="from">Where to begin.</param>
internal sealed class LogReader(SafeFileHandle file, LogIdentity log, LogPosition from)
{
    private const int Chunk = 1 << 20;

    private byte[] _buffer = new byte[Math.Clamp(RandomAccess.GetLength(file) - from.End, Chunk >> 4, Chunk)];
    private long _bufferAt;
    private int _buffered;

    /// <summary>Behind the last frame that was read.</summary>
    public LogPosition Position { get; private set; } = from;

    /// <summary>Reads the identity at the beginning of a log, or gives null where the file is shorter than that.</summary>
    /// <exception cref="LogDamagedException">There is something else.</exception>
    public static LogIdentity? ReadIdentity(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[LogIdentity.Size];
        return ReadFully(file, bytes, 0) == LogIdentity.Size ? LogIdentity.Read(bytes) : null;
    }

    /// <summary>Goes on with another handle of the same file.</summary>
    public void Reopen(SafeFileHandle handle)
    {
        file = handle;
        _buffered = 0;
    }

    /// <summary>Whether the last frame that was read is still there: if so, then so are all before it.</summary>
    public bool LastFrameIsThere()
    {
        Span<byte> bytes = stackalloc byte[FrameHeader.Size];
        return Position.LastFrame == 0
            || (RandomAccess.GetLength(file) >= Position.End
                && ReadFully(file, bytes, Position.LastFrame) == bytes.Length
                && FrameHeader.TryRead(bytes, out FrameHeader frame)
                && frame.Checksum == Position.Checksum && frame.Offset == Position.LastFrame);
    }

    /// <summary>Reads the next frame. Its records are good until the next call.</summary>
    /// <returns>False where no whole frame follows; <see cref="MeasureTail"/> tells what does.</returns>
    /// <exception cref="LogDamagedException">A whole frame follows that cannot have been written here.</exception>
    public bool TryRead(out FrameHeader frame, out ReadOnlySpan<byte> records)
    {
        records = default;
        ReadOnlySpan<byte> bytes = Peek(FrameHeader.Size);
        if (!FrameHeader.TryRead(bytes, out frame))
            return false;
        bytes = Peek(frame.Length);
        if (bytes.IsEmpty || !frame.Fits(bytes, log))
            return false;
        LogPosition behind = Position.Behind(frame, bytes);
        records = bytes[(FrameHeader.Size + frame.NodeLength)..];
        CheckRecords(frame, records);
        Position = behind;
        return true;
    }

    /// <summary>Says how many bytes lie behind the last whole frame: the beginning of a frame that was never finished.</summary>
    /// <exception cref="LogDamagedException">
    /// A whole frame follows later. Each is flushed before the next is written, so this was no unfinished write.
    /// </exception>
    public long MeasureTail()
    {
        long rest = RandomAccess.GetLength(file) - Position.End;
        if (rest > 0 && FindFrame((int)Math.Min(rest, Chunk)) is { } found)
        {
            throw new LogDamagedException(
                Position.End, $"transaction {Position.LastId + 1} cannot be read, while a whole frame follows at byte {found}");
        }

        return Math.Max(0, rest);
    }

    private void CheckRecords(in FrameHeader frame, ReadOnlySpan<byte> records)
    {
        int count = 0;
        while (LogRecord.TryTake(ref records, out _))
            count++;
        if (count != frame.Records || !records.IsEmpty)
            throw new LogDamagedException(Position.End, $"its frame should hold {frame.Records} records, and holds something else");
    }

    /// <summary>Looks for a whole frame anywhere behind the place where none can be read.</summary>
    private long? FindFrame(int windowSize)
    {
        byte[] window = new byte[windowSize];
        long at = Position.End + 1;
        while (true)
        {
            Span<byte> bytes = window.AsSpan(0, ReadFully(file, window, at));
            if (bytes.Length < FrameHeader.Size)
                return null;
            for (int i = bytes.IndexOf(FrameHeader.Magic); i >= 0; i = Next(bytes, i))
            {
                if (IsFrame(at + i))
                    return at + i;
            }

            // A magic number may lie across the border of two windows.
            at += bytes.Length - (FrameHeader.Magic.Length - 1);
        }
    }

    private static int Next(ReadOnlySpan<byte> bytes, int last)
    {
        int step = bytes[(last + 1)..].IndexOf(FrameHeader.Magic);
        return step < 0 ? -1 : last + 1 + step;
    }

    private bool IsFrame(long at)
    {
        Span<byte> head = stackalloc byte[FrameHeader.Size];
        if (ReadFully(file, head, at) < head.Length || !FrameHeader.TryRead(head, out FrameHeader frame))
            return false;
        byte[] bytes = new byte[frame.Length];
        return ReadFully(file, bytes, at) == bytes.Length && frame.Fits(bytes, log);
    }

    /// <summary>The bytes behind <see cref="Position"/>, or none where the file has fewer than wanted.</summary>
    private ReadOnlySpan<byte> Peek(int wanted)
    {
        int skip = (int)Math.Min(Position.End - _bufferAt, _buffered);
        if (_buffered - skip < wanted && Fill(skip, wanted) < wanted)
            return default;
        return _buffer.AsSpan((int)(Position.End - _bufferAt), wanted);
    }

    private int Fill(int skip, int wanted)
    {
        byte[] next = wanted <= _buffer.Length ? _buffer : new byte[wanted + Chunk];
        bool extends = _buffered > 0 && Position.End == _bufferAt + skip;
        int kept = extends ? _buffered - skip : 0;
        _buffer.AsSpan(skip, kept).CopyTo(next);
        (_buffer, _bufferAt) = (next, Position.End);
        _buffered = kept + ReadFully(file, _buffer.AsSpan(kept), Position.End + kept);
        return _buffered;
    }

    private static int ReadFully(SafeFileHandle file, Span<byte> bytes, long at)
    {
        int have = 0;
        while (have < bytes.Length && RandomAccess.Read(file, bytes[have..], at + have) is > 0 and int more)
            have += more;
        return have;
    }
}
