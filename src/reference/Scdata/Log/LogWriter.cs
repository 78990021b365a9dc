using Microsoft.Win32.SafeHandles;

namespace Scdata.Log;

/// <summary>
/// Writes frames behind the last one, each flushed before the next. Only whoever holds the lock has one.
/// </summary>
internal sealed class LogWriter
{
    private const int NoSpace = 28, QuotaExceeded = 122;
    private const int DiskFull = unchecked((int)0x80070070), HandleDiskFull = unchecked((int)0x80070027);

    private readonly SafeFileHandle _file;
    private readonly LogIdentity _log;
    private readonly TimeProvider _time;

    /// <summary>Begins a new incarnation, and has flushed it, with all that was there before, when it returns.</summary>
    /// <exception cref="LogFullException">The volume is full.</exception>
    /// <exception cref="LogFailedException">The volume failed.</exception>
    public LogWriter(SafeFileHandle file, LogIdentity log, LogPosition at, string node, TimeProvider time)
    {
        (_file, _log, _time) = (file, log, time);
        Position = at;
        Incarnation = at.Incarnation + 1;
        Frame = new FrameBuilder(node);
        Frame.Begin(at.LastId + 1);
        Frame.Add(RecordKind.Takeover, "", Environment.ProcessId);
        Commit();
    }

    /// <summary>Behind the last committed frame.</summary>
    public LogPosition Position { get; private set; }

    public uint Incarnation { get; }

    /// <summary>The frame that the next commit writes.</summary>
    public FrameBuilder Frame { get; }

    /// <summary>Begins a frame.</summary>
    public void Begin() => Frame.Begin(Position.LastId + 1);

    /// <summary>
    /// Puts the frame on the log. When it returns, the frame is on the volume.
    /// </summary>
    /// <exception cref="LogFullException">The volume is full, and nothing was written.</exception>
    /// <exception cref="LogFailedException">Nobody knows what was written. Nothing more may be.</exception>
    public void Commit()
    {
        long now = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        (ReadOnlyMemory<byte> frame, LogPosition behind) = Frame.End(Position, _log, Incarnation, now);
        Write(frame.Span);
        Volume.Flush(_file);
        Position = behind;
    }

    /// <summary>
    /// Makes sure that the log is still this process's own, while nothing is written: that its volume answers a flush, and
    /// that it is no longer than this process made it. A file system that has taken the lock away answers no flush of the
    /// handle that had it.
    /// </summary>
    /// <exception cref="LogFailedException">It is not. Nothing more may be written, and nothing answered.</exception>
    public void Look()
    {
        Volume.Flush(_file);
        CheckLength(Position.End);
    }

    /// <summary>Cuts everything behind a position off.</summary>
    public static void Cut(SafeFileHandle file, LogPosition at)
    {
        try
        {
            RandomAccess.SetLength(file, at.End);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogFailedException($"The end of the transaction log cannot be cut off: {e.Message}", e);
        }
    }

    private void Write(ReadOnlySpan<byte> frame)
    {
        try
        {
            RandomAccess.Write(_file, frame, Position.End);
        }
        catch (IOException e) when (e.HResult is NoSpace or QuotaExceeded or DiskFull or HandleDiskFull)
        {
            // Part of it may be there. Without it, the frame surely was not written and never will be.
            Cut(_file, Position);
            throw new LogFullException(e);
        }
        catch (Exception e)
        {
            throw new LogFailedException($"The transaction log cannot be written: {e.Message}", e);
        }

        CheckLength(Position.End + frame.Length);
    }

    private void CheckLength(long mine)
    {
        long length = Length();
        if (length != mine)
        {
            throw new LogFailedException(
                $"The transaction log has {length} bytes where this process, which holds the lock, has just made it {mine}: "
                + "somebody else writes to it.");
        }
    }

    private long Length()
    {
        try
        {
            return RandomAccess.GetLength(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogFailedException($"The length of the transaction log cannot be read: {e.Message}", e);
        }
    }
}
