using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Scdata.Log;

namespace ChaosHarness.Benchmarks;

/// <summary>
/// Writes a log of some size without a server: half appends to 1,000 documents, a quarter register values of 100 characters,
/// a quarter counters, 500 transactions to a commit. Not flushed: it is read from the page cache.
/// </summary>
internal static class ScdataLog
{
    private const int PerFrame = 500;
    private const int Keys = 1000;

    private static readonly string s_value = new('v', 100);

    /// <returns>How many transactions it has.</returns>
    public static long Write(string folder, long bytes)
    {
        using SafeFileHandle file = File.OpenHandle(
            Path.Combine(folder, "transactions.log"), FileMode.CreateNew, FileAccess.ReadWrite);
        RandomAccess.Write(file, LogIdentity.Create(), 0);
        LogIdentity log = LogReader.ReadIdentity(file)!;
        string[] keys = [.. Enumerable.Range(0, Keys).Select(k => string.Create(CultureInfo.InvariantCulture, $"key-{k}"))];
        FrameBuilder frame = new("n1");
        LogPosition at = LogPosition.Start;
        while (at.End < bytes)
        {
            frame.Begin(at.LastId + 1);
            if (at.LastId == 0)
                frame.Add(RecordKind.Takeover, "", 1);
            for (int i = 0; i < PerFrame; i++)
                Add(frame, keys[i % Keys], at.LastId + i);
            (ReadOnlyMemory<byte> written, LogPosition behind) = frame.End(at, log, incarnation: 1, timeMicroseconds: 0);
            RandomAccess.Write(file, written.Span, at.End);
            at = behind;
        }

        return at.LastId;
    }

    private static void Add(FrameBuilder frame, string key, long id)
    {
        _ = (id % 4) switch
        {
            0 => frame.Add(RecordKind.Set, key, 0, s_value),
            1 => frame.Add(RecordKind.Counter, key, id),
            _ => frame.Add(RecordKind.Append, key, id),
        };
    }
}
