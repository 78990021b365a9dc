using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ChaosHarness.Histories;

/// <summary>
/// The layout of a history file (<c>*.ops</c>): a header of <see cref="HeaderSize"/> bytes, then records of
/// <see cref="RecordSize"/> bytes, little-endian, until the end of the file or the first record whose kind is None.
/// A record is reserved when its operation starts (outcome Open) and completed in place when it ends, so that a
/// recorder killed at any moment leaves every started operation behind. Names stand in a text file beside it
/// (<c>*.names</c>), one a line, the first line being name 1.
/// </summary>
public static class HistoryFormat
{
    /// <summary>Bytes before the first record: the magic number, a version, zeros.</summary>
    public const int HeaderSize = 64;

    /// <summary>Bytes of one record.</summary>
    public const int RecordSize = 64;

    /// <summary>The first eight bytes: "CHAOSOPS".</summary>
    public static ReadOnlySpan<byte> Magic => "CHAOSOPS"u8;

    /// <summary>The version this code writes, stored after the magic number.</summary>
    public const int Version = 1;

    /// <summary>Fills a header.</summary>
    public static void WriteHeader(Span<byte> header)
    {
        header[..HeaderSize].Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
    }

    /// <summary>Whether these bytes begin a history file that this code can read.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> header) =>
        header.Length >= HeaderSize
        && header[..8].SequenceEqual(Magic)
        && BinaryPrimitives.ReadInt32LittleEndian(header[8..]) == Version;

    /// <summary>
    /// Writes a whole record. The kind goes last (no store may be moved behind it), since a record without a kind does
    /// not count. Writers fill records in the file's order, one after the other, so that none is hidden behind a gap.
    /// </summary>
    public static void Write(Span<byte> record, in Operation operation)
    {
        BinaryPrimitives.WriteInt64LittleEndian(record, operation.Intended.Nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], operation.Start.Nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], operation.Value);
        BinaryPrimitives.WriteInt32LittleEndian(record[48..], operation.Process);
        BinaryPrimitives.WriteInt32LittleEndian(record[52..], operation.Key);
        BinaryPrimitives.WriteUInt16LittleEndian(record[56..], operation.Class);
        Complete(record, operation);
        Volatile.Write(ref record[62], (byte)operation.Kind);
    }

    /// <summary>Writes what is known at the end only. The outcome goes last: until then the record stays open.</summary>
    public static void Complete(Span<byte> record, in Operation operation)
    {
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], operation.End.Nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(record[40..], operation.Result);
        BinaryPrimitives.WriteUInt16LittleEndian(record[58..], operation.Error);
        BinaryPrimitives.WriteUInt16LittleEndian(record[60..], operation.Server);
        Volatile.Write(ref record[63], (byte)operation.Outcome);
    }

    /// <summary>Reads a record; its kind is None behind the last one.</summary>
    public static Operation Read(ReadOnlySpan<byte> record) => Read(record, []);

    /// <summary>Reads a record and gives its names other numbers.</summary>
    /// <param name="record">The record.</param>
    /// <param name="names">For each number of a name the one to be given; when empty, the record's own are.</param>
    public static Operation Read(ReadOnlySpan<byte> record, ReadOnlySpan<ushort> names)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("history files are read in place, which takes a little-endian machine");
        ref readonly Layout read = ref MemoryMarshal.AsRef<Layout>(record);
        Outcome outcome = read.Outcome; // before what it vouches for, since a worker may just be writing it
        return new Operation
        {
            Intended = new(read.Intended),
            Start = new(read.Start),
            End = outcome == Outcome.Open ? Instant.Never : new(read.End),
            Value = read.Value,
            Result = read.Result,
            Process = read.Process,
            Key = read.Key,
            Class = Name(read.Class, names),
            Error = Name(read.Error, names),
            Server = Name(read.Server, names),
            Kind = read.Kind,
            Outcome = outcome,
        };
    }

    private static ushort Name(ushort number, ReadOnlySpan<ushort> names) => names.IsEmpty ? number : names[number];

    /// <summary>The fields of a record where they stand in it.</summary>
    [StructLayout(LayoutKind.Explicit, Size = RecordSize)]
    private readonly struct Layout
    {
        [FieldOffset(0)] public readonly long Intended;
        [FieldOffset(8)] public readonly long Start;
        [FieldOffset(16)] public readonly long End;
        [FieldOffset(32)] public readonly long Value;
        [FieldOffset(40)] public readonly long Result;
        [FieldOffset(48)] public readonly int Process;
        [FieldOffset(52)] public readonly int Key;
        [FieldOffset(56)] public readonly ushort Class;
        [FieldOffset(58)] public readonly ushort Error;
        [FieldOffset(60)] public readonly ushort Server;
        [FieldOffset(62)] public readonly OperationKind Kind;
        [FieldOffset(63)] public readonly Outcome Outcome;
    }
}
