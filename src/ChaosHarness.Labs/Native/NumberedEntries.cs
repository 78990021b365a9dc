using System.Runtime.InteropServices;

namespace ChaosHarness.Labs.Native;

/// <summary>
/// The entries of a folder whose names are numbers: the processes in /proc, the threads of one of them. Followed
/// processes are looked for every few milliseconds on every node, and the base library would ask the kernel for more
/// than the names: of each symbolic link what it leads to.
/// </summary>
internal static unsafe class NumberedEntries
{
    private const int Directory = 0x10000, BufferSize = 8192;

    /// <summary>Where struct linux_dirent64 has the length of an entry and its name (getdents(2)).</summary>
    private const int LengthAt = 16, NameAt = 19;

    /// <summary>Reads a folder; one that is not there, or goes away meanwhile, has no more entries.</summary>
    /// <exception cref="LabException">It cannot be read for another reason.</exception>
    internal static List<int> Of(string folder)
    {
        var numbers = new List<int>();
        int fd = Libc.Open(folder, Directory | Libc.CloseOnExec, 0);
        if (fd < 0)
            return Marshal.GetLastPInvokeError() is Libc.NoEntry or Libc.NoProcess ? numbers : throw Unreadable(folder);
        byte* entries = stackalloc byte[BufferSize];
        nint size;
        while ((size = Libc.ReadEntries(fd, entries, BufferSize)) > 0)
        {
            for (byte* entry = entries; entry < entries + size; entry += *(ushort*)(entry + LengthAt))
            {
                if (Number(entry + NameAt) is { } number)
                    numbers.Add(number);
            }
        }
        bool failed = size < 0 && Marshal.GetLastPInvokeError() is not (Libc.NoEntry or Libc.NoProcess);
        LabException? trouble = failed ? Unreadable(folder) : null;
        _ = Libc.Close(fd);
        return trouble is null ? numbers : throw trouble;
    }

    private static LabException Unreadable(string folder) => new($"{folder} cannot be read: {Libc.LastError}");

    private static int? Number(byte* name)
    {
        int number = 0;
        for (; *name != 0; name++)
        {
            if (!char.IsAsciiDigit((char)*name))
                return null;
            number = number * 10 + *name - '0';
        }
        return number;
    }
}
