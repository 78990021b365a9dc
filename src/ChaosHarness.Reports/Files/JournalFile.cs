using System.Buffers;
using ChaosHarness.Journals;

namespace ChaosHarness.Reports.Files;

/// <summary>
/// The journal on disk: one write call per event, unbuffered, so that an event whose <see cref="Write"/> has returned
/// survives the death of this process (not a power cut: it is not synced). Lines stand in the order they became known.
/// </summary>
internal sealed class JournalFile : IJournal, IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private bool _closed;

    /// <param name="path">The file; it must not be there yet, which also claims the run's folder.</param>
    public JournalFile(string path) =>
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <exception cref="InvalidOperationException">
    /// The journal is closed: nothing may be added to a judged run.
    /// </exception>
    public void Write(JournalEvent entry)
    {
        ArrayBufferWriter<byte> line = new(256);
        JournalLine.Write(line, entry);
        lock (_lock)
        {
            if (_closed)
                throw new InvalidOperationException(
                    $"The journal of this run is closed, and something still reports '{entry.Kind}': end it first.");
            _file.Write(line.WrittenSpan);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            _file.Dispose();
        }
    }
}
