using System.Text;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Reads histories from streams; opens no files.</summary>
public static class HistoryReader
{
    /// <summary>Reads a history.</summary>
    /// <param name="format">How it is written.</param>
    /// <param name="content">Its content.</param>
    /// <param name="names">The names beside a <see cref="HistoryFileFormat.Chaos"/> history, or null.</param>
    /// <param name="reading">How to understand it.</param>
    /// <exception cref="HistoryFormatException">It is not written that way; the mistakes say where.</exception>
    public static ConsistencyHistory Read(
        HistoryFileFormat format, Stream content, TextReader? names, HistoryReading reading)
    {
        if (format == HistoryFileFormat.Chaos)
            return ChaosRecords.Read(content, names, reading);
        using StreamReader text = new(content, Encoding.UTF8, true, 1 << 16, leaveOpen: true);
        FailMeaning fail = reading.Fail
            ?? (format == HistoryFileFormat.EtcdLog ? FailMeaning.ValueDiffered : FailMeaning.NoEffect);
        bool jepsen = format is HistoryFileFormat.JepsenEdn or HistoryFileFormat.JepsenJson;
        bool nilIsAbsent = reading.NilIsAbsent ?? (!jepsen || reading.Initial is null);
        HistoryMistakes mistakes = new();
        JepsenEvents events = new(reading, fail, nilIsAbsent, mistakes);
        switch (format)
        {
            case HistoryFileFormat.JepsenJson:
                JsonLines json = new(text, mistakes);
                return events.Read(json.Maps(), () => json.Line);
            case HistoryFileFormat.EtcdLog:
                EtcdLog log = new(text, mistakes);
                return events.Read(log.Maps(), () => log.Line);
            default:
                EdnReader edn = new(text, mistakes);
                return events.Read(edn.Maps(), () => edn.Line);
        }
    }
}
