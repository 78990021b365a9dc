using Microsoft.Win32.SafeHandles;
using Scdata.Data;
using Scdata.Log;

namespace Scdata.Hosting;

/// <summary>The data as far as the log was read. One caller at a time.</summary>
internal sealed partial class Replica(ReplayPace pace, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_report = TimeSpan.FromSeconds(1);

    private LogReader? _reader;

    public Tables Tables { get; private set; } = new();

    /// <summary>The log that was read, or null while there was none.</summary>
    public LogIdentity? Log { get; private set; }

    /// <summary>Whether it has once been read to its end: what was written since then is read with the next look.</summary>
    public bool CaughtUp { get; private set; }

    /// <summary>How far it was read.</summary>
    public LogPosition Position => _reader?.Position ?? LogPosition.Start;

    /// <summary>Applies every whole frame that the log has more.</summary>
    /// <returns>How many transactions were applied, and how many bytes of an unfinished frame follow.</returns>
    /// <exception cref="LogDamagedException">The log cannot be read.</exception>
    public (long Applied, long Tail) CatchUp(SafeFileHandle file, CancellationToken cancellation)
    {
        LogIdentity? found = LogReader.ReadIdentity(file);
        if (found is null)
        {
            if (_reader is not null)
                Forget("is empty");
            CaughtUp = true;
            return (0, RandomAccess.GetLength(file));
        }

        Continue(file, found);
        long before = Position.LastId;
        Apply(RandomAccess.GetLength(file), cancellation);
        CaughtUp = true;
        return (Position.LastId - before, _reader!.MeasureTail());
    }

    private void Continue(SafeFileHandle file, LogIdentity found)
    {
        _reader?.Reopen(file);
        if (_reader is not null && found != Log)
            Forget("is another one");
        else if (_reader?.LastFrameIsThere() == false)
            Forget($"no longer has transaction {Position.LastId}, which was read from it");
        _reader ??= new LogReader(file, found, LogPosition.Start);
        Log = found;
    }

    private void Forget(string why)
    {
        LogForgotten(logger, why, Position.LastId);
        (Tables, _reader, Log, CaughtUp) = (new Tables(), null, null, false);
    }

    private void Apply(long length, CancellationToken cancellation)
    {
        pace.Begin();
        long reported = time.GetTimestamp();
        while (_reader!.TryRead(out FrameHeader frame, out ReadOnlySpan<byte> records))
        {
            while (LogRecord.TryTake(ref records, out LogRecord record))
                Tables.Apply(record);
            pace.Applied(frame.Records, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (time.GetElapsedTime(reported) < s_report)
                continue;
            reported = time.GetTimestamp();
            LogProgress(logger, Position.LastId, Position.End, length);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Reading the log: transaction {Transaction}, {Bytes} of {Length} bytes.")]
    private static partial void LogProgress(ILogger logger, long transaction, long bytes, long length);

    [LoggerMessage(2, LogLevel.Warning, "The log {Why}: forgetting {Transactions} transactions and reading it from its beginning.")]
    private static partial void LogForgotten(ILogger logger, string why, long transactions);
}
