using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ChaosHarness.Labs.Namespaces;

namespace ChaosHarness.Labs.Clocks;

/// <summary>
/// The library that the kernel maps into every process so that it can read clocks without a system call (vdso(7)): where
/// its functions are, and how much room is left behind them. Programs of every language come through it, whether linked
/// with a C library (libfaketime's way) or not (Go).
/// </summary>
/// <param name="start">Where it begins in its process.</param>
/// <param name="image">All of it: an ELF file for 64 bits (elf(5)).</param>
internal sealed class Vdso(long start, byte[] image)
{
    private const int ProgramHeaders = 32, ProgramHeaderSize = 56, ProgramHeaderCount = 56;
    private const int Dynamic = 2, DynamicSize = 16;
    private const int StringTable = 5, SymbolTable = 6;
    private const int SymbolSize = 24, SymbolValue = 8;

    /// <summary>The first address, and the first one behind it.</summary>
    public (long Start, long End) Range => (start, start + image.Length);

    /// <summary>Finds it in a process; null when the process is gone.</summary>
    /// <exception cref="LabException">The process has none, or it is none for x86-64.</exception>
    public static Vdso? Of(int pid, ProcessMemory memory)
    {
        if (Mapping(pid) is not { } range)
            return null;
        if (memory.Read(range.Start, (int)(range.End - range.Start)) is not { } image)
            return null;
        // 127 ELF, 64 bits, lowest byte first; the machine's kind is 62 (AMD64).
        return image.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8) && image[18] == 62
            ? new(range.Start, image)
            : throw new LabException($"Process {pid} is no program for x86-64: its clock cannot be set.");
    }

    /// <summary>Where a function begins.</summary>
    /// <exception cref="LabException">This kernel has none of that name.</exception>
    public long Function(string name)
    {
        (int symbols, int strings) = Tables();
        for (int at = symbols; at + SymbolSize <= strings; at += SymbolSize)
        {
            if (Text(strings + Int(at)) == name)
                return start + Long(at + SymbolValue);
        }

        throw new LabException($"This kernel's vDSO has no {name}: the clock of a process cannot be set here.");
    }

    /// <summary>The bytes at an address of the process.</summary>
    public byte[] At(long address, int count) => image.AsSpan((int)(address - start), count).ToArray();

    /// <summary>The last bytes of it, which the kernel fills up with zeros.</summary>
    public ReadOnlySpan<byte> Last(int count) => image.AsSpan(image.Length - count);

    private (int Symbols, int Strings) Tables()
    {
        int dynamic = Enumerable.Range(0, BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(ProgramHeaderCount)))
            .Select(i => (int)Long(ProgramHeaders) + i * ProgramHeaderSize)
            .Where(header => Int(header) == Dynamic)
            .Select(header => (int)Long(header + 8))
            .First();
        return (Entry(dynamic, SymbolTable), Entry(dynamic, StringTable));
    }

    private int Entry(int dynamic, int tag)
    {
        while (Long(dynamic) != tag)
            dynamic += DynamicSize;
        return (int)Long(dynamic + 8);
    }

    private int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(at));

    private long Long(int at) => BinaryPrimitives.ReadInt64LittleEndian(image.AsSpan(at));

    private string Text(int at)
    {
        ReadOnlySpan<byte> rest = image.AsSpan(at);
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private static (long Start, long End)? Mapping(int pid)
    {
        // A process that is ending has no memory any more.
        if (ProcFiles.Read($"/proc/{pid}/maps") is not { Length: > 0 } maps)
            return null;
        string line = maps.Split('\n').FirstOrDefault(l => l.EndsWith("[vdso]", StringComparison.Ordinal))
            ?? throw new LabException($"Process {pid} has no vDSO: its clock cannot be set.");
        long[] ends = [.. line.Split(' ')[0].Split('-').Select(t => long.Parse(t, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        return (ends[0], ends[1]);
    }
}
