using System.Buffers.Binary;

namespace ChaosHarness.Labs.Clocks;

/// <summary>
/// What is put into the room behind a <see cref="Vdso"/>: a mark, the seconds to add, the beginnings of the functions that
/// now jump here, and for each of them code for x86-64 that asks the kernel and adds the seconds to a wall clock's answer.
/// </summary>
internal static class ClockCode
{
    /// <summary>How much room it takes, in bytes.</summary>
    public const int Size = 192;

    /// <summary>How long the jump is that a function begins with.</summary>
    public const int JumpSize = 5;

    /// <summary>Where in it the seconds stand.</summary>
    public const int SecondsAt = 8;

    private const int BeginningsAt = 16, CodeAt = 40;

    /// <summary>The functions, and the code that each one's jump leads to.</summary>
    public static IReadOnlyList<(string Function, byte[] Code)> Functions { get; } =
    [
        // Of the clocks only CLOCK_REALTIME (0) and CLOCK_REALTIME_COARSE (5) are the wall's. clock_gettime(2)
        ("__vdso_clock_gettime",
        [
            0xB8, 228, 0, 0, 0,                        // mov eax, clock_gettime
            0x0F, 0x05,                                // syscall
            0x85, 0xC0,                                // test eax, eax
            0x75, 19,                                  // jnz end
            0x85, 0xFF,                                // test edi, edi
            0x74, 5,                                   // jz add
            0x83, 0xFF, 5,                             // cmp edi, 5
            0x75, 10,                                  // jne end
            .. LoadSeconds,                            // add: mov rcx, [seconds]
            0x48, 0x01, 0x0E,                          // add [rsi], rcx
            0xC3,                                      // end: ret
        ]),
        ("__vdso_gettimeofday",
        [
            0xB8, 96, 0, 0, 0,                         // mov eax, gettimeofday
            0x0F, 0x05,                                // syscall
            0x85, 0xC0,                                // test eax, eax
            0x75, 15,                                  // jnz end
            0x48, 0x85, 0xFF,                          // test rdi, rdi (it may be asked for the zone alone)
            0x74, 10,                                  // jz end
            .. LoadSeconds,                            // mov rcx, [seconds]
            0x48, 0x01, 0x0F,                          // add [rdi], rcx
            0xC3,                                      // end: ret
        ]),
        ("__vdso_time",
        [
            0xB8, 201, 0, 0, 0,                        // mov eax, time
            0x0F, 0x05,                                // syscall
            .. LoadSeconds,                            // mov rcx, [seconds]
            0x48, 0x01, 0xC8,                          // add rax, rcx
            0x48, 0x85, 0xFF,                          // test rdi, rdi
            0x74, 3,                                   // jz end
            0x48, 0x89, 0x07,                          // mov [rdi], rax
            0xC3,                                      // end: ret
        ]),
    ];

    private static ReadOnlySpan<byte> Mark => "chaosclk"u8;

    /// <summary>Relative to the next instruction; the distance is put in by <see cref="Build"/>.</summary>
    private static ReadOnlySpan<byte> LoadSeconds => [0x48, 0x8B, 0x0D, 0, 0, 0, 0];

    /// <summary>All of it.</summary>
    /// <param name="seconds">What to add.</param>
    /// <param name="beginnings">What the functions begin with, in their order.</param>
    public static byte[] Build(long seconds, IEnumerable<byte[]> beginnings)
    {
        byte[] room = new byte[Size];
        Mark.CopyTo(room);
        Seconds(seconds).CopyTo(room.AsSpan(SecondsAt));
        int at = BeginningsAt;
        foreach (byte[] beginning in beginnings)
        {
            beginning.CopyTo(room, at);
            at += sizeof(long);
        }

        for (int i = 0; i < Functions.Count; i++)
            Place(Functions[i].Code, room, Entry(i));
        return room;
    }

    /// <summary>The seconds, as they stand in the room.</summary>
    public static byte[] Seconds(long seconds)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, seconds);
        return bytes;
    }

    /// <summary>What is added; null when nothing was put into the room.</summary>
    public static long? SecondsIn(ReadOnlySpan<byte> room) =>
        room.StartsWith(Mark) ? BinaryPrimitives.ReadInt64LittleEndian(room[SecondsAt..]) : null;

    /// <summary>What a function began with before.</summary>
    public static byte[] Beginning(ReadOnlySpan<byte> room, int function) =>
        room.Slice(BeginningsAt + function * sizeof(long), JumpSize).ToArray();

    /// <summary>Where the code of a function begins in the room.</summary>
    public static int Entry(int function) => CodeAt + Functions.Take(function).Sum(f => f.Code.Length);

    /// <summary>A jump from an address to another one.</summary>
    public static byte[] Jump(long from, long to)
    {
        byte[] jump = [0xE9, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(jump.AsSpan(1), checked((int)(to - from - JumpSize)));
        return jump;
    }

    private static void Place(byte[] code, byte[] room, int at)
    {
        code.CopyTo(room, at);
        int load = at + code.AsSpan().IndexOf(LoadSeconds);
        int next = load + LoadSeconds.Length;
        BinaryPrimitives.WriteInt32LittleEndian(room.AsSpan(next - sizeof(int)), SecondsAt - next);
    }
}
