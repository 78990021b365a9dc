using Microsoft.Win32.SafeHandles;
using Scdata.Log;

namespace ChaosHarness.Tests.Reference;

/// <summary>Whatever becomes of a log, what is read from it was once written: the true beginning of it, or nothing at all.</summary>
public sealed class ScdataLogFuzz
{
    [Fact]
    public void Every_truncation_gives_the_true_prefix()
    {
        using ScdataLogFile log = ScdataLogFile.Random(seed: 1, incarnations: 3, frames: 12);
        byte[] whole = File.ReadAllBytes(log.Path);
        List<string> all = log.Read().Lines;
        int before = -1;
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(log.Path, whole[..length]);
            (List<string> lines, long tail) = log.Read();
            Assert.Equal(all[..lines.Count], lines);
            Assert.True(lines.Count >= before, $"{length} bytes give less than {length - 1}");
            Assert.True(tail < length || lines.Count == 0);
            before = lines.Count;
        }

        Assert.Equal(all.Count, before);
    }

    [Fact]
    public void Every_flipped_bit_gives_the_true_prefix_of_the_last_frame_or_a_refusal()
    {
        using ScdataLogFile log = ScdataLogFile.Random(seed: 2, incarnations: 2, frames: 8);
        (List<string> all, _) = log.Read();
        using SafeFileHandle file = File.OpenHandle(log.Path, FileMode.Open, FileAccess.ReadWrite);
        long lastFrame = LastFrame(file);
        int refused = 0;
        for (long at = 0; at < RandomAccess.GetLength(file); at++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                Flip(file, at, (byte)(1 << bit));
                if (TryRead(file) is { } lines)
                    Assert.True(at >= lastFrame && lines.Count < all.Count && all[..lines.Count].SequenceEqual(lines), $"byte {at}, bit {bit}");
                else
                    refused++;
                Flip(file, at, (byte)(1 << bit));
            }
        }

        // Damage in the middle is never taken for a torn tail. The last frame alone cannot be told from one.
        Assert.Equal(8 * lastFrame, refused);
        Assert.Equal(all, TryRead(file));
    }

    [Fact]
    public void Any_damage_gives_a_true_prefix_or_a_refusal()
    {
        using ScdataLogFile log = ScdataLogFile.Random(seed: 3, incarnations: 3, frames: 10);
        byte[] whole = File.ReadAllBytes(log.Path);
        List<string> all = log.Read().Lines;
        Random random = new(4);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            File.WriteAllBytes(log.Path, Damage(whole, random));
            using SafeFileHandle file = File.OpenHandle(log.Path);
            if (TryRead(file) is { } lines)
                Assert.Equal(all[..lines.Count], lines);
            else
                refused++;
        }

        Assert.InRange(refused, 1000, 2999);
    }

    [Fact]
    public void A_frame_of_another_log_and_an_old_frame_of_the_same_log_are_no_frames_here()
    {
        using ScdataLogFile log = ScdataLogFile.Random(seed: 5, incarnations: 1, frames: 3);
        using ScdataLogFile other = ScdataLogFile.Random(seed: 5, incarnations: 1, frames: 4);
        List<string> all = log.Read().Lines;
        byte[] own = File.ReadAllBytes(log.Path);
        byte[] foreign = File.ReadAllBytes(other.Path);

        // The frame that would follow, had the other log been this one: a torn tail, like any other bytes.
        File.WriteAllBytes(log.Path, [.. own, .. foreign[own.Length..]]);
        Assert.Equal(all, log.Read().Lines);
        Assert.Equal(foreign.Length - own.Length, log.Read().Tail);

        // One of its own, a second time: somebody wrote with a state of the log that was over.
        File.WriteAllBytes(log.Path, [.. own, .. own[LogIdentity.Size..]]);
        Assert.Contains("two processes", Assert.Throws<LogDamagedException>(() => log.Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Zeros_behind_the_last_frame_are_a_torn_tail()
    {
        using ScdataLogFile log = ScdataLogFile.Random(seed: 6, incarnations: 1, frames: 3);
        List<string> all = log.Read().Lines;
        File.AppendAllBytes(log.Path, new byte[3 << 20]);

        Assert.Equal(all, log.Read().Lines);
        Assert.Equal(3 << 20, log.Read().Tail);
    }

    [Fact]
    public void A_whole_frame_far_behind_a_hole_is_found()
    {
        using ScdataLogFile log = ScdataLogFile.Random(seed: 7, incarnations: 1, frames: 2);
        byte[] whole = File.ReadAllBytes(log.Path);
        for (int hole = (1 << 20) - 60; hole < (1 << 20) + 60; hole += 7)
        {
            File.WriteAllBytes(log.Path, [.. whole[..^20], .. new byte[hole], .. whole[LogIdentity.Size..]]);
            Assert.Throws<LogDamagedException>(() => log.Read());
        }
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        int at = random.Next(whole.Length);
        int length = random.Next(1, whole.Length - at + 1);
        byte[] junk = new byte[length];
        random.NextBytes(junk);
        return random.Next(4) switch
        {
            0 => [.. whole[..at], .. junk, .. whole[(at + length)..]],             // overwritten
            1 => [.. whole[..at], .. whole[(at + length)..]],                      // gone
            2 => [.. whole[..at], .. junk, .. whole[at..]],                        // put between
            _ => [.. whole[..(at + length)], .. whole[at..(at + length)], .. whole[(at + length)..]], // twice
        };
    }

    private static List<string>? TryRead(SafeFileHandle file)
    {
        try
        {
            return ScdataLogFile.Read(file).Lines;
        }
        catch (LogDamagedException)
        {
            return null;
        }
    }

    private static long LastFrame(SafeFileHandle file)
    {
        LogReader reader = ScdataLogFile.Reader(file);
        while (reader.TryRead(out _, out _))
        {
        }

        return reader.Position.LastFrame;
    }

    private static void Flip(SafeFileHandle file, long at, byte mask)
    {
        byte[] one = new byte[1];
        RandomAccess.Read(file, one, at);
        one[0] ^= mask;
        RandomAccess.Write(file, one, at);
    }
}
