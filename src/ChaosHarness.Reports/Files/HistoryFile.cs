using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using ChaosHarness.Histories;
using Microsoft.Win32.SafeHandles;

namespace ChaosHarness.Reports.Files;

/// <summary>
/// One worker's history file. It was read to its end once, and is known to be sound; its records are mapped into memory,
/// from where the kernel takes them away when it needs the room. They stay mapped as long as this object is in use.
/// </summary>
internal sealed unsafe class HistoryFile
{
    private const int RecordsAtOnce = 16384;

    private readonly string _path;
    private readonly ushort[] _map;
    private readonly SafeMemoryMappedViewHandle? _view;
    private readonly byte* _records;
    private readonly List<(long Start, int Record)> _late = [];

    /// <param name="path">The file.</param>
    /// <param name="map">Where the names of its table stand in the one of the run.</param>
    /// <param name="first">What number its first record has in the run.</param>
    /// <exception cref="RunDataException">The file is foreign or damaged.</exception>
    public HistoryFile(string path, ushort[] map, int first)
    {
        (_path, _map, First) = (path, map, first);
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (HasRecords(file))
            Survey(file);
        _late.Sort();
        if (Count == 0)
            return;
        using MemoryMappedFile mapped = MemoryMappedFile.CreateFromFile(
            file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        // What lies behind the records may be given back by a worker that only now comes to its end.
        long size = HistoryFormat.HeaderSize + (long)Count * HistoryFormat.RecordSize;
        _view = mapped.CreateViewAccessor(0, size, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle;
        _records = (byte*)_view.DangerousGetHandle() + HistoryFormat.HeaderSize;
    }

    /// <summary>The number of its first record.</summary>
    public int First { get; }

    /// <summary>How many records it has.</summary>
    public int Count { get; private set; }

    /// <summary>Whether each operation started no earlier than the one recorded before it.</summary>
    public bool IsAscending => _late.Count == 0;

    /// <summary>What a record says, with the names of the run.</summary>
    /// <param name="record">Its number, which has to be one of this file's.</param>
    public Operation Operation(int record)
    {
        Operation read = HistoryFormat.Read(Record(record), _map);
        GC.KeepAlive(this); // and with it the mapping
        return read;
    }

    private ReadOnlySpan<byte> Record(int number) =>
        new(_records + (long)(number - First) * HistoryFormat.RecordSize, HistoryFormat.RecordSize);

    private long StartOf(int record)
    {
        long start = BinaryPrimitives.ReadInt64LittleEndian(Record(record)[8..]);
        GC.KeepAlive(this);
        return start;
    }

    /// <summary>Starts with their records' numbers, ascending; of equal starts the one recorded first comes first.</summary>
    public IEnumerable<(long Start, int Record)> Ascending()
    {
        int next = 0;
        long latest = long.MinValue;
        for (int record = First; record < First + Count; record++)
        {
            (long Start, int Record) one = (StartOf(record), record);
            if (one.Start < latest)
                continue; // it is among the late ones
            latest = one.Start;
            while (next < _late.Count && _late[next].CompareTo(one) < 0)
                yield return _late[next++];
            yield return one;
        }

        while (next < _late.Count)
            yield return _late[next++];
    }

    /// <summary>
    /// Reads the header. A file of nothing but zeros is what a worker leaves that was killed before its first
    /// operation.
    /// </summary>
    private bool HasRecords(SafeFileHandle file)
    {
        Span<byte> header = stackalloc byte[HistoryFormat.HeaderSize];
        int read = ReadFrom(file, 0, header);
        if (!header[..read].ContainsAnyExcept((byte)0) && IsZeros(file, read))
            return false;
        if (!HistoryFormat.IsHeader(header[..read]))
            throw new RunDataException(
                $"{_path} is not a history file of version {HistoryFormat.Version}: it does not begin with "
                + "CHAOSOPS and that number. Remove it if it is foreign; use the harness that wrote it if it is not.");
        return true;
    }

    private static bool IsZeros(SafeFileHandle file, long from)
    {
        byte[] buffer = new byte[RecordsAtOnce * HistoryFormat.RecordSize];
        for (int read; (read = ReadFrom(file, from, buffer)) > 0; from += read)
        {
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
                return false;
        }

        return true;
    }

    /// <summary>Counts the records up to the first that was never begun, and notes those that started earlier than one before.</summary>
    private void Survey(SafeFileHandle file)
    {
        byte[] buffer = new byte[RecordsAtOnce * HistoryFormat.RecordSize];
        long latest = long.MinValue;
        for (long at = HistoryFormat.HeaderSize; ; at += buffer.Length)
        {
            // A tail shorter than a record is space that a killed worker had begun to reserve.
            int records = ReadFrom(file, at, buffer) / HistoryFormat.RecordSize;
            for (int i = 0; i < records; i++)
            {
                Span<byte> record = buffer.AsSpan(i * HistoryFormat.RecordSize, HistoryFormat.RecordSize);
                Operation read = HistoryFormat.Read(record);
                if (read.Kind == OperationKind.None)
                    return;
                Refuse(read, Count + 1);
                if (read.Start.Nanoseconds < latest)
                    _late.Add((read.Start.Nanoseconds, First + Count));
                latest = Math.Max(latest, read.Start.Nanoseconds);
                Count = checked(Count + 1);
            }

            if (records < RecordsAtOnce)
                return;
        }
    }

    private void Refuse(in Operation read, int place)
    {
        if (read.Kind > OperationKind.Probe || read.Outcome > Outcome.Info)
            throw new RunDataException(
                $"{_path}: record {place} has kind {(int)read.Kind} and outcome {(int)read.Outcome}; there is no such "
                + "pair: the file is damaged; check it against the run's manifest.");
        if (read.Class >= _map.Length || read.Error >= _map.Length || read.Server >= _map.Length)
            throw new RunDataException(
                $"{_path}: record {place} uses a name that is not among the {_map.Length - 1} in the names file: "
                + "the two do not belong together.");
    }

    private static int ReadFrom(SafeFileHandle file, long offset, Span<byte> into)
    {
        int got = 0;
        for (int read; got < into.Length && (read = RandomAccess.Read(file, into[got..], offset + got)) > 0; got += read)
        {
        }

        return got;
    }
}
