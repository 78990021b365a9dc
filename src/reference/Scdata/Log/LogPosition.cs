using System.Text;

namespace Scdata.Log;

/// <summary>How far a log was read or written, and what a frame that follows has to look like.</summary>
/// <param name="End">Where the next frame begins.</param>
/// <param name="LastFrame">Where the last frame begins; 0 while there is none.</param>
/// <param name="LastId">The id of the last transaction; 0 while there is none.</param>
/// <param name="Incarnation">How often the lock was taken so far.</param>
/// <param name="Node">Who holds it, or held it last.</param>
/// <param name="Checksum">The last frame's.</param>
/// <param name="Time">When the last frame was written, in microseconds since 1970 UTC.</param>
internal sealed record LogPosition(
    long End, long LastFrame, long LastId, uint Incarnation, string Node, uint Checksum, long Time)
{
    public static readonly LogPosition Start = new(LogIdentity.Size, 0, 0, 0, "", 0, 0);

    /// <summary>The position behind a frame that lies at this one.</summary>
    /// <exception cref="LogDamagedException">
    /// It is whole, but no frame that one process after the other, each with the lock, could have written here.
    /// </exception>
    public LogPosition Behind(in FrameHeader frame, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> node = bytes.Slice(FrameHeader.Size, frame.NodeLength);
        bool sameNode = Ascii.Equals(node, Node);
        string writer = sameNode ? Node : Encoding.UTF8.GetString(node);
        if (frame.Offset != End)
            throw Two(writer, frame, $"wrote a frame for byte {frame.Offset} here");
        if (frame.Previous != Checksum || frame.FirstId != LastId + 1)
            throw Two(writer, frame, $"wrote transaction {frame.FirstId} after another state of the log, which has {LastId} before it");
        if (frame.Incarnation == Incarnation ? !sameNode : frame.Incarnation != Incarnation + 1)
            throw Two(writer, frame, "wrote among its frames");
        if (frame.Incarnation != Incarnation && (RecordKind)bytes[FrameHeader.Size + node.Length] != RecordKind.Takeover)
            throw Two(writer, frame, "wrote without taking over");
        return new LogPosition(
            End + frame.Length, End, LastId + frame.Records, frame.Incarnation, writer, frame.Checksum, frame.Time);
    }

    private LogDamagedException Two(string writer, in FrameHeader frame, string did) => new(
        End, $"node '{writer}' with incarnation {frame.Incarnation} {did}, where node '{Node}' with incarnation {Incarnation} "
        + "wrote before: two processes have written to this log at once");
}
