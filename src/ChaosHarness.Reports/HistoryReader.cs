using ChaosHarness.Histories;
using ChaosHarness.Reports.Files;

namespace ChaosHarness.Reports;

/// <summary>
/// Reads the history files that load workers left (<see cref="HistoryFormat"/>) and merges them into one
/// <see cref="History"/>. A killed worker leaves operations of outcome Open behind; they are kept. Reading the same
/// files always gives the same order, so that <c>history:N</c> means the same operation for ever.
/// </summary>
public static class HistoryReader
{
    private const int RecordsPerRead = 16384;

    /// <summary>Reads every <c>*.ops</c> file of a folder, each with the <c>*.names</c> file beside it.</summary>
    /// <exception cref="RunDataException">A file is missing, foreign or damaged.</exception>
    public static History Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new RunDataException($"{folder} is missing: this is not a run folder, or parts of it were removed.");
        string[] files = [.. Directory.GetFiles(folder, "*.ops").Order(StringComparer.Ordinal)];
        Operation[] operations = new Operation[files.Sum(Capacity)];
        NameTable names = new();
        int count = 0;
        foreach (string file in files)
            count += ReadFile(file, names.Add(Path.ChangeExtension(file, ".names")), operations.AsSpan(count));
        if (count < operations.Length)
            Array.Resize(ref operations, count);
        return new History(operations, names.Names);
    }

    /// <summary>How many records fit in a file. Workers reserve space ahead, so this is more than there are.</summary>
    private static int Capacity(string path) =>
        checked((int)Math.Max(0, (new FileInfo(path).Length - HistoryFormat.HeaderSize) / HistoryFormat.RecordSize));

    private static int ReadFile(string path, ushort[] map, Span<Operation> into)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        if (!HasRecords(file, path))
            return 0;
        byte[] buffer = new byte[RecordsPerRead * HistoryFormat.RecordSize];
        int count = 0;
        while (count < into.Length)
        {
            // A tail shorter than a record is space that a killed worker had begun to reserve.
            int records = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) / HistoryFormat.RecordSize;
            if (records == 0)
                return count;
            for (int i = 0; i < records && count < into.Length; i++)
            {
                Span<byte> record = buffer.AsSpan(i * HistoryFormat.RecordSize, HistoryFormat.RecordSize);
                Operation read = HistoryFormat.Read(record);
                if (read.Kind == OperationKind.None)
                    return count;
                into[count++] = Renamed(read, map, path, count);
            }
        }

        return count;
    }

    /// <summary>
    /// Reads the header. A file of nothing but zeros is what a worker leaves that was killed before its first
    /// operation.
    /// </summary>
    private static bool HasRecords(FileStream file, string path)
    {
        Span<byte> header = stackalloc byte[HistoryFormat.HeaderSize];
        int read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (!header[..read].ContainsAnyExcept((byte)0) && IsZeros(file))
            return false;
        if (!HistoryFormat.IsHeader(header[..read]))
            throw new RunDataException(
                $"{path} is not a history file of version {HistoryFormat.Version}: it does not begin with "
                + "CHAOSOPS and that number. Remove it if it is foreign; use the harness that wrote it if it is not.");
        return true;
    }

    private static bool IsZeros(FileStream rest)
    {
        byte[] buffer = new byte[RecordsPerRead * HistoryFormat.RecordSize];
        int read;
        while ((read = rest.Read(buffer)) > 0)
        {
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
                return false;
        }

        return true;
    }

    private static Operation Renamed(in Operation read, ushort[] map, string path, int place)
    {
        if (read.Kind > OperationKind.Probe || read.Outcome > Outcome.Info)
            throw new RunDataException(
                $"{path}: record {place} has kind {(int)read.Kind} and outcome {(int)read.Outcome}; there is no such "
                + "pair: the file is damaged; check it against the run's manifest.");
        if (read.Class >= map.Length || read.Error >= map.Length || read.Server >= map.Length)
            throw new RunDataException(
                $"{path}: record {place} uses a name that is not among the {map.Length - 1} in the names file: "
                + "the two do not belong together.");
        return read with { Class = map[read.Class], Error = map[read.Error], Server = map[read.Server] };
    }
}
