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
    internal static List<int> Of(string folder)
    {
        var numbers = new List<int>();
        int fd = Libc.Open(folder, Directory | Libc.CloseOnExec, 0);
        if (fd < 0)
            return numbers;
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
        _ = Libc.Close(fd);
        return numbers;
    }

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
