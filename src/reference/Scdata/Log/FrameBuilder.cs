using System.Text;

namespace Scdata.Log;

/// <summary>Collects the records of one commit.</summary>
internal sealed class FrameBuilder(string node)
{
    private byte[] _bytes = new byte[1 << 16];
    private int _length;

    /// <summary>How many records it holds.</summary>
    public int Records { get; private set; }

    /// <summary>Begins a new frame.</summary>
    /// <param name="firstId">The id of its first record.</param>
    public void Begin(long firstId)
    {
        _length = FrameHeader.Size + Encoding.UTF8.GetBytes(node, _bytes.AsSpan(FrameHeader.Size));
        (Records, FirstId) = (0, firstId);
    }

    public long FirstId { get; private set; }

    /// <summary>Adds a record.</summary>
    /// <returns>Its transaction id.</returns>
    public long Add(RecordKind kind, string key, long number, string text = "")
    {
        int bound = _length + LogRecord.Bound(key, text);
        if (bound > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(bound, _bytes.Length * 2));
        _length += LogRecord.Write(_bytes.AsSpan(_length), kind, key, number, text);
        return FirstId + Records++;
    }

    /// <summary>Puts the header before the records.</summary>
    /// <returns>The frame, good until the next one is begun, and where it would lead.</returns>
    public (ReadOnlyMemory<byte> Frame, LogPosition Behind) End(
        LogPosition at, LogIdentity log, uint incarnation, long timeMicroseconds)
    {
        FrameHeader header = new()
        {
            Length = _length, Offset = at.End, FirstId = FirstId, Records = Records, Incarnation = incarnation,
            NodeLength = Encoding.UTF8.GetByteCount(node), Previous = at.Checksum, Time = timeMicroseconds,
        };
        uint sum = header.Write(_bytes.AsSpan(0, _length), log);
        LogPosition behind = new(
            at.End + _length, at.End, at.LastId + Records, incarnation, node, sum, timeMicroseconds);
        return (_bytes.AsMemory(0, _length), behind);
    }
}
