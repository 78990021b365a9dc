using Microsoft.Win32.SafeHandles;
using Scdata.Log;

namespace Scdata.Hosting;

/// <summary>Makes a replica the active database: lock, rest of the log, torn tail, first frame of its own.</summary>
internal sealed partial class Takeover(ScdataOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(10);

    /// <summary>Takes the lock, waiting for it no longer than configured, and everything after it.</summary>
    /// <exception cref="LockHeldException">Somebody else holds it.</exception>
    /// <exception cref="NoLogException">There is no folder, or no log where none may be made.</exception>
    /// <exception cref="LogDamagedException">The log cannot be read.</exception>
    /// <exception cref="LogFullException">There is no room for the first frame.</exception>
    /// <exception cref="LogFailedException">The volume failed.</exception>
    public async Task<ActiveDatabase> RunAsync(Replica replica, CancellationToken cancellation)
    {
        SafeFileHandle file = await LockAsync(replica, cancellation);
        try
        {
            return await Task.Run(() => Begin(file, replica, cancellation), cancellation);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private async Task<SafeFileHandle> LockAsync(Replica replica, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            if (TryLock() is { } file)
                return file;
            if (time.GetElapsedTime(start) >= options.LockWait)
                throw new LockHeldException(Held(replica));
            await Task.Delay(s_again, time, cancellation);
        }
    }

    private string Held(Replica replica)
    {
        LogPosition last = replica.Position;
        string who = last.LastId == 0 ? "" : $"; the last that wrote to it, as far as it was read, was node '{last.Node}' "
            + $"with incarnation {last.Incarnation}";
        return $"Another process holds the lock on {options.LogPath}, and still did after {options.LockWait.TotalSeconds} s{who}.";
    }

    private SafeFileHandle? TryLock()
    {
        try
        {
            return LogLock.TryTake(options.LogPath, create: !options.NoCreate);
        }
        catch (DirectoryNotFoundException)
        {
            throw new NoLogException($"There is no folder {options.Data}. Is the volume there?");
        }
        catch (FileNotFoundException)
        {
            throw new NoLogException($"There is no {options.LogPath}, and --no-create forbids to make one. Is the volume there?");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogFailedException($"The transaction log cannot be opened: {e.Message}", e);
        }
    }

    private ActiveDatabase Begin(SafeFileHandle file, Replica replica, CancellationToken cancellation)
    {
        CreateIfEmpty(file);
        (long applied, long tail) = replica.CatchUp(file, cancellation);
        LogPosition at = replica.Position;
        if (tail > 0)
        {
            LogTorn(logger, tail, at.LastId);
            LogWriter.Cut(file, at);
        }

        LogWriter writer = new(file, replica.Log!, at, options.Node, time);
        LogTaken(logger, writer.Incarnation, applied, at.LastId);
        return new ActiveDatabase(file, replica.Tables, writer);
    }

    /// <summary>Writes the first bytes of a new log. A file that is shorter than those never had a transaction.</summary>
    private void CreateIfEmpty(SafeFileHandle file)
    {
        if (RandomAccess.GetLength(file) >= LogIdentity.Size)
            return;
        try
        {
            RandomAccess.SetLength(file, 0);
            RandomAccess.Write(file, LogIdentity.Create(), 0);
            Volume.Flush(file);
            Volume.FlushFolder(options.Data);
        }
        catch (IOException e)
        {
            throw new LogFailedException($"A new transaction log cannot be written: {e.Message}", e);
        }
    }

    [LoggerMessage(10, LogLevel.Warning,
        "Cutting {Bytes} bytes of an unfinished frame behind transaction {Transaction}: it was never acknowledged.")]
    private static partial void LogTorn(ILogger logger, long bytes, long transaction);

    [LoggerMessage(11, LogLevel.Information,
        "Took the lock with incarnation {Incarnation}: applied {Applied} transactions, the last is {Transaction}.")]
    private static partial void LogTaken(ILogger logger, uint incarnation, long applied, long transaction);
}
