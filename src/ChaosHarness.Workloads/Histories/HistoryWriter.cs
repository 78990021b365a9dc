using ChaosHarness.Histories;

namespace ChaosHarness.Workloads.Histories;

/// <summary>
/// Records the operations of one worker in a history file (<see cref="HistoryFormat"/>): a record is there, and open,
/// from before its operation starts, and is completed in place. The pages belong to the kernel, so that a worker killed
/// at any moment leaves every started operation behind. Safe to call from any thread; allocates nothing per operation.
/// </summary>
public sealed class HistoryWriter : IDisposable
{
    /// <summary>Records of 64 bytes in a chunk: 4 MB. The header takes the place of the first chunk's first record.</summary>
    private const int RecordsPerChunk = 1 << 16;
    private const int ChunkSize = RecordsPerChunk * HistoryFormat.RecordSize;

    /// <summary>16 GB of history; a run that needs more has lasted for days.</summary>
    private const int ChunksMax = 4096;

    private readonly FileStream _file;
    private readonly NameTable _names;
    private readonly HistoryChunk?[] _chunks = new HistoryChunk?[ChunksMax];
    private readonly Lock _gate = new();
    private Task<HistoryChunk> _next;
    private long _slots = 1;
    private long _completed;
    private bool _closed;

    private HistoryWriter(string path)
    {
        _names = new NameTable(path + ".names");
        _file = new FileStream(
            path + ".ops", FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        _chunks[0] = new HistoryChunk(_file, 0, ChunkSize);
        HistoryFormat.WriteHeader(_chunks[0]!.Slice(0, HistoryFormat.HeaderSize));
        _next = PrepareAsync(1);
    }

    /// <summary>How many operations have begun.</summary>
    public long Count => Volatile.Read(ref _slots) - 1;

    /// <summary>Begins a history in <paramref name="path"/><c>.ops</c> with its names in <c>.names</c>.</summary>
    /// <exception cref="IOException">The files cannot be made.</exception>
    public static HistoryWriter Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return new HistoryWriter(path);
    }

    /// <summary>The number of a name, for <see cref="Operation"/>; on its way to the disk when this returns.</summary>
    public ushort Name(string? name) => _names.Number(name);

    /// <summary>Writes an operation down before it starts and gives the number of its record.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public long Begin(in Operation operation)
    {
        // Under the lock, so that records are filled in the file's order: the first empty one is the end.
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            long slot = _slots;
            HistoryFormat.Write(Record(slot), operation);
            Volatile.Write(ref _slots, slot + 1);
            return slot;
        }
    }

    /// <summary>Writes down how an operation ended.</summary>
    /// <param name="record">What <see cref="Begin"/> gave for it.</param>
    /// <param name="operation">Only what is known at the end counts: end, outcome, result, error, server.</param>
    public void Complete(long record, in Operation operation)
    {
        HistoryFormat.Complete(
            _chunks[record / RecordsPerChunk]!.Slice(OffsetOf(record), HistoryFormat.RecordSize), operation);
        Interlocked.Increment(ref _completed);
    }

    /// <summary>
    /// Closes the files and gives unused space back. As long as an operation has not ended, the memory stays mapped:
    /// its end may still come, on a machine so busy that it was not waited for, and would be written into whatever
    /// came to lie at that address.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            DropNext();
            bool allEnded = Volatile.Read(ref _completed) == _slots - 1;
            if (allEnded) foreach (var chunk in _chunks) chunk?.Dispose();
            _file.SetLength(_slots * HistoryFormat.RecordSize);
            _file.Dispose();
            _names.Dispose();
        }
    }

    private static int OffsetOf(long slot) => (int)(slot % RecordsPerChunk) * HistoryFormat.RecordSize;

    private Span<byte> Record(long slot)
    {
        int index = (int)(slot / RecordsPerChunk);
        var chunk = _chunks[index] ?? Grow(index);
        return chunk.Slice(OffsetOf(slot), HistoryFormat.RecordSize);
    }

    private HistoryChunk Grow(int index)
    {
        if (index + 1 >= ChunksMax) throw new IOException("the history of this worker is full: 16 GB");
        var chunk = _next.GetAwaiter().GetResult(); // prepared long ago, unless operations outrun the disk
        _chunks[index] = chunk;
        _next = PrepareAsync(index + 1);
        return chunk;
    }

    /// <summary>Prepares the chunk after the one in use, since reserving and touching 4 MB takes milliseconds.</summary>
    private Task<HistoryChunk> PrepareAsync(int index) =>
        Task.Run(() => new HistoryChunk(_file, (long)index * ChunkSize, ChunkSize));

    private void DropNext()
    {
        try
        {
            _next.GetAwaiter().GetResult().Dispose();
        }
        catch (IOException)
        {
            // The disk was full; this chunk was never needed.
        }
    }
}
