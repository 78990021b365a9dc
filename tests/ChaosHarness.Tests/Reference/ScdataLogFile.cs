using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Scdata.Log;

namespace ChaosHarness.Tests.Reference;

/// <summary>A real log in a folder of its own, written with the real writer.</summary>
internal sealed class ScdataLogFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chaos-scdata-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "transactions.log");

    /// <summary>The log as a few incarnations of random transactions leave it.</summary>
    public static ScdataLogFile Random(int seed, int incarnations, int frames)
    {
        ScdataLogFile log = new();
        Random random = new(seed);
        for (int i = 0; i < incarnations; i++)
        {
            using SafeFileHandle file = log.Lock();
            LogWriter writer = Writer(file, $"n{(i % 3) + 1}");
            for (int f = 0; f < frames; f++)
            {
                writer.Begin();
                for (int records = random.Next(1, 4); records > 0; records--)
                    Add(writer.Frame, random);
                writer.Commit();
            }
        }

        return log;
    }

    /// <summary>The lock, and the beginning of a log where there is none yet.</summary>
    public SafeFileHandle Lock()
    {
        SafeFileHandle file = LogLock.TryTake(Path, create: true) ?? throw new InvalidOperationException("somebody holds the lock");
        if (RandomAccess.GetLength(file) == 0)
            RandomAccess.Write(file, LogIdentity.Create(), 0);
        return file;
    }

    /// <summary>A writer behind the last whole frame.</summary>
    public static LogWriter Writer(SafeFileHandle file, string node)
    {
        LogReader reader = Reader(file);
        while (reader.TryRead(out _, out _))
        {
        }

        LogWriter.Cut(file, reader.Position);
        return new LogWriter(file, LogReader.ReadIdentity(file)!, reader.Position, node, TimeProvider.System);
    }

    public static LogReader Reader(SafeFileHandle file) => new(file, LogReader.ReadIdentity(file)!, LogPosition.Start);

    /// <summary>Every transaction as a line of text, and how many bytes of an unfinished frame follow.</summary>
    /// <exception cref="LogDamagedException">The log is refused.</exception>
    public (List<string> Lines, long Tail) Read()
    {
        using SafeFileHandle file = File.OpenHandle(Path);
        return Read(file);
    }

    /// <inheritdoc cref="Read()"/>
    public static (List<string> Lines, long Tail) Read(SafeFileHandle file)
    {
        List<string> lines = [];
        if (LogReader.ReadIdentity(file) is null)
            return (lines, RandomAccess.GetLength(file));
        LogReader reader = Reader(file);
        while (reader.TryRead(out FrameHeader frame, out ReadOnlySpan<byte> records))
        {
            for (long id = frame.FirstId; LogRecord.TryTake(ref records, out LogRecord record); id++)
            {
                lines.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{id} {record.Kind} {Encoding.UTF8.GetString(record.Key)} {record.Number} {Encoding.UTF8.GetString(record.Text)} by {reader.Position.Node} {frame.Incarnation} {frame.Time}"));
            }
        }

        return (lines, reader.MeasureTail());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Add(FrameBuilder frame, Random random)
    {
        string key = $"k{random.Next(4)}";
        _ = random.Next(3) switch
        {
            0 => frame.Add(RecordKind.Append, key, random.NextInt64()),
            1 => frame.Add(RecordKind.Set, key, 0, $"wert-ä-{random.Next()}"),
            _ => frame.Add(RecordKind.Counter, key, random.NextInt64()),
        };
    }
}
