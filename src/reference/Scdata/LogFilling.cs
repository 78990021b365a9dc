using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Scdata.Log;
using Shared;

namespace Scdata;

/// <summary>
/// <c>scdata fill FOLDER --size 512m</c>: makes a transaction log of a size, as if the database had run for long. Half of its
/// transactions are appends to 1,000 documents, a quarter are register values of 100 characters, a quarter are counters; 2,000
/// make a commit. Their keys begin with <see cref="KeyPrefix"/>.
/// </summary>
internal static class LogFilling
{
    /// <summary>What the keys begin with; <c>scdata log --without fill-</c> leaves them out.</summary>
    public const string KeyPrefix = "fill-";

    private const string Node = "fill";
    private const int PerCommit = 2000;
    private const int Keys = 1000;

    private static readonly TimeSpan s_report = TimeSpan.FromSeconds(1);
    private static readonly string s_value = new('v', 100);

    /// <summary>Makes the log, prints one line about it, and gives the exit code.</summary>
    public static int Run(string folder, long bytes)
    {
        try
        {
            Say(Fill(folder, bytes, TimeProvider.System));
            return ExitCodes.Ok;
        }
        catch (NoLogException e)
        {
            return Complain(e.Message, ExitCodes.NoLog);
        }
        catch (LogExistsException e)
        {
            return Complain(e.Message, ExitCodes.LogExists);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LogFailedException or LogFullException)
        {
            return Complain($"A log of {bytes} bytes cannot be made in {folder}: {e.Message}", ExitCodes.LogFailed);
        }
    }

    /// <summary>
    /// Makes a log of at least so many bytes, and less than a commit more. It gets its name when it is whole and on the
    /// volume: whoever is interrupted leaves none.
    /// </summary>
    /// <returns>Where it ends.</returns>
    /// <exception cref="NoLogException">There is no such folder.</exception>
    /// <exception cref="LogExistsException">There is a log already, or one that somebody is making or has not finished.</exception>
    /// <exception cref="LogFullException">The volume is full.</exception>
    /// <exception cref="LogFailedException">The volume failed.</exception>
    public static LogPosition Fill(string folder, long bytes, TimeProvider time)
    {
        string path = Path.Combine(folder, "transactions.log");
        string unfinished = $"{path}.filling";
        if (!Directory.Exists(folder))
            throw new NoLogException($"There is no folder {folder}. Is the volume there?");
        if (new[] { path, unfinished }.FirstOrDefault(File.Exists) is { } there)
            throw new LogExistsException($"{there} is there already, and is not overwritten.");
        using SafeFileHandle file = File.OpenHandle(unfinished, FileMode.CreateNew, FileAccess.ReadWrite);
        try
        {
            LogPosition end = Write(file, bytes, time);
            File.Move(unfinished, path);
            Volume.FlushFolder(folder);
            return end;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static LogPosition Write(SafeFileHandle file, long bytes, TimeProvider time)
    {
        RandomAccess.Write(file, LogIdentity.Create(), 0);
        LogWriter log = new(file, LogReader.ReadIdentity(file)!, LogPosition.Start, Node, time);
        string[] keys = [.. Enumerable.Range(0, Keys).Select(k => string.Create(CultureInfo.InvariantCulture, $"{KeyPrefix}{k}"))];
        for (long reported = Stopwatch.GetTimestamp(); log.Position.End < bytes;)
        {
            log.Begin();
            for (int i = 0; i < PerCommit; i++)
                Add(log.Frame, keys, log.Position.LastId + i);
            log.Commit();
            if (Stopwatch.GetElapsedTime(reported) < s_report)
                continue;
            reported = Stopwatch.GetTimestamp();
            Console.Error.WriteLine($"{log.Position.End >> 20} of {bytes >> 20} MiB");
        }

        return log.Position;
    }

    private static void Add(FrameBuilder frame, string[] keys, long id)
    {
        string key = keys[id / 4 % Keys];
        _ = (id % 4) switch
        {
            0 => frame.Add(RecordKind.Set, key, 0, s_value),
            1 => frame.Add(RecordKind.Counter, key, id),
            _ => frame.Add(RecordKind.Append, key, id),
        };
    }

    private static void Say(LogPosition end)
    {
        using Stream output = Console.OpenStandardOutput();
        using (Utf8JsonWriter json = new(output))
        {
            json.WriteStartObject();
            json.WriteNumber("transactions", end.LastId);
            json.WriteNumber("bytes", end.End);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static int Complain(string why, int code)
    {
        Console.Error.WriteLine(why);
        return code;
    }
}
