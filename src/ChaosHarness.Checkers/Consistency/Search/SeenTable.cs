using System.Numerics;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>A set of search configurations, each a fixed number of words of which the first is never 0.</summary>
internal sealed class SeenTable(int stride)
{
    private const int Smallest = 64;
    private ulong[] _words = new ulong[Smallest * stride];
    private int _mask = Smallest - 1;
    private int _count;

    /// <summary>Words in use.</summary>
    public long Size => _words.LongLength;

    /// <summary>Words that the table will take when it grows next; it grows when half full.</summary>
    public bool IsFull => _count * 2 > _mask;

    /// <summary>Adds a configuration unless it is there; says whether it was new.</summary>
    public bool Add(ReadOnlySpan<ulong> key)
    {
        for (int i = Place(key); ; i = (i + 1) & _mask)
        {
            Span<ulong> slot = _words.AsSpan(i * stride, stride);
            if (slot[0] == 0)
            {
                key.CopyTo(slot);
                _count++;
                return true;
            }

            if (slot.SequenceEqual(key))
                return false;
        }
    }

    /// <summary>Doubles the room.</summary>
    public void Grow()
    {
        ulong[] old = _words;
        int size = (_mask + 1) * 2;
        _words = new ulong[(long)size * stride];
        _mask = size - 1;
        for (int i = 0; i < old.Length; i += stride)
        {
            if (old[i] == 0)
                continue;
            ReadOnlySpan<ulong> key = old.AsSpan(i, stride);
            int place = Place(key);
            while (_words[place * stride] != 0)
                place = (place + 1) & _mask;
            key.CopyTo(_words.AsSpan(place * stride, stride));
        }
    }

    private int Place(ReadOnlySpan<ulong> key)
    {
        ulong hash = 0;
        foreach (ulong word in key)
            hash = (BitOperations.RotateLeft(hash, 23) ^ word) * 0x9E3779B97F4A7C15;
        return (int)(hash >> 29) & _mask;
    }
}
