using ChaosHarness.Labs.Clocks;

namespace ChaosHarness.Tests.Labs;

public sealed class ClockCodeTests
{
    private static readonly byte[][] s_beginnings = [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11, 12, 13, 14, 15]];

    [Fact]
    public void What_was_put_in_is_read_again()
    {
        byte[] room = ClockCode.Build(-3600, s_beginnings);

        Assert.Equal(ClockCode.Size, room.Length);
        Assert.Equal(-3600, ClockCode.SecondsIn(room));
        Assert.Equal(s_beginnings, Enumerable.Range(0, 3).Select(i => ClockCode.Beginning(room, i)));
        Assert.Null(ClockCode.SecondsIn(new byte[ClockCode.Size]));
    }

    [Fact]
    public void The_code_of_each_function_takes_the_seconds_from_where_they_stand()
    {
        byte[] room = ClockCode.Build(1, s_beginnings);

        for (int i = 0; i < ClockCode.Functions.Count; i++)
        {
            int load = room.AsSpan(ClockCode.Entry(i)).IndexOf((byte[])[0x48, 0x8B, 0x0D]) + ClockCode.Entry(i);
            int next = load + 7;
            Assert.Equal(ClockCode.SecondsAt, next + BitConverter.ToInt32(room, load + 3));
        }
    }

    [Theory]
    [InlineData(0x1000, 0x1F40, 0xF3B)]
    [InlineData(0x1F40, 0x1000, -0xF45)]
    public void A_jump_counts_from_its_end(long from, long to, int distance)
    {
        byte[] jump = ClockCode.Jump(from, to);

        Assert.Equal((ClockCode.JumpSize, 0xE9, distance), (jump.Length, jump[0], BitConverter.ToInt32(jump, 1)));
    }

    [Fact]
    public void The_functions_of_this_kernel_are_found_where_the_room_behind_them_is_not()
    {
        using ProcessMemory memory = ProcessMemory.Open(Environment.ProcessId)!;
        Vdso vdso = Vdso.Of(Environment.ProcessId, memory)!;

        long[] functions = [.. ClockCode.Functions.Select(f => vdso.Function(f.Function))];

        Assert.Equal(3, functions.Distinct().Count());
        Assert.All(functions, f => Assert.InRange(f, vdso.Range.Start, vdso.Range.End - ClockCode.Size - ClockCode.JumpSize));
        Assert.False(vdso.Last(ClockCode.Size).ContainsAnyExcept((byte)0));
    }
}
