using System.IO.MemoryMappedFiles;

namespace ChaosHarness.Workloads.Histories;

/// <summary>A stretch of a history file that is mapped into memory.</summary>
internal sealed unsafe class HistoryChunk : IDisposable
{
    private const int PageSize = 4096;

    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _bytes;

    /// <summary>
    /// Grows the file to the chunk's end, with the disk space really reserved (a store into a mapped hole of a full
    /// disk would kill the process), and touches every page so that no operation has to wait for it later.
    /// </summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public HistoryChunk(FileStream file, long offset, int size)
    {
        FileSpace.Reserve(file.SafeFileHandle, offset, size);
        _map = MemoryMappedFile.CreateFromFile(
            file, null, offset + size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(offset, size, MemoryMappedFileAccess.ReadWrite);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _bytes = pointer + _view.PointerOffset;
        for (int page = 0; page < size; page += PageSize) Volatile.Write(ref _bytes[page], 0);
    }

    /// <summary>Bytes of the chunk.</summary>
    public Span<byte> Slice(int offset, int length) => new(_bytes + offset, length);

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
