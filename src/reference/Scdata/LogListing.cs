using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Scdata.Log;
using Shared;

namespace Scdata;

/// <summary>
/// <c>scdata log FOLDER</c>: the transactions on the log as JSON lines, while others may write to it. <c>--check</c>: reads
/// all of it and prints one line about it. <c>--without PREFIX</c>: leaves keys out that begin so.
/// </summary>
internal static class LogListing
{
    private static readonly JsonWriterOptions s_plain = new() { SkipValidation = true };

    public static int Run(string folder, bool check, string? without)
    {
        string path = Path.Combine(folder, "transactions.log");
        try
        {
            using SafeFileHandle file = File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using Stream output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
            List(file, output, check, without is null ? null : Encoding.UTF8.GetBytes(without));
            return ExitCodes.Ok;
        }
        catch (LogDamagedException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCodes.Damaged;
        }
        catch (IOException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCodes.NoLog;
        }
    }

    /// <summary>Microseconds since 1970 as a date and a time, UTC.</summary>
    public static string Time(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static void List(SafeFileHandle file, Stream output, bool check, byte[]? without)
    {
        using Utf8JsonWriter json = new(output, s_plain);
        LogIdentity? log = LogReader.ReadIdentity(file);
        LogPosition end = LogPosition.Start;
        long frames = 0;
        long tail = RandomAccess.GetLength(file);
        if (log is not null)
        {
            LogReader reader = new(file, log, LogPosition.Start);
            for (; reader.TryRead(out FrameHeader frame, out ReadOnlySpan<byte> records); frames++)
            {
                if (!check)
                    ListFrame(json, output, frame, records, reader.Position.Node, without);
            }

            (end, tail) = (reader.Position, reader.MeasureTail());
        }

        if (check)
            Summarize(json, output, end, frames, tail);
        else if (tail > 0)
            Console.Error.WriteLine($"{tail} bytes of an unfinished frame follow.");
    }

    private static void ListFrame(
        Utf8JsonWriter json, Stream output, in FrameHeader frame, ReadOnlySpan<byte> records, string node,
        byte[]? without)
    {
        long id = frame.FirstId;
        long offset = frame.Offset + FrameHeader.Size + frame.NodeLength;
        string at = Time(frame.Time);
        int before = records.Length;
        while (LogRecord.TryTake(ref records, out LogRecord record))
        {
            (long own, long start) = (id++, offset);
            offset += before - records.Length;
            before = records.Length;
            if (without is not null && record.Key.StartsWith(without))
                continue;
            json.WriteStartObject();
            json.WriteNumber("id", own);
            json.WriteNumber("offset", start);
            json.WriteString("kind", Name(record.Kind));
            json.WriteString("key", record.Key);
            if (record.Kind == RecordKind.Set)
                json.WriteString("value", record.Text);
            else
                json.WriteNumber("value", record.Number);
            json.WriteString("node", node);
            json.WriteNumber("incarnation", frame.Incarnation);
            json.WriteString("at", at);
            EndLine(json, output);
        }
    }

    private static void Summarize(Utf8JsonWriter json, Stream output, LogPosition end, long frames, long tail)
    {
        json.WriteStartObject();
        json.WriteNumber("transactions", end.LastId);
        json.WriteNumber("frames", frames);
        json.WriteNumber("bytes", end.End);
        json.WriteNumber("unfinishedBytes", tail);
        json.WriteNumber("incarnation", end.Incarnation);
        json.WriteString("node", end.Node);
        EndLine(json, output);
    }

    private static void EndLine(Utf8JsonWriter json, Stream output)
    {
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        output.Write("\n"u8);
    }

    private static string Name(RecordKind kind) => kind switch
    {
        RecordKind.Takeover => "takeover",
        RecordKind.Append => "append",
        RecordKind.Set => "set",
        _ => "counter",
    };
}
