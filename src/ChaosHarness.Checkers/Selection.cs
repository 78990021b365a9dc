using System.Numerics;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers;

/// <summary>
/// Some of a history's operations, by start: a bit for each operation of the history, and every so many starts. What
/// the operations were is read again when somebody asks. Places are places in the history, from 0.
/// </summary>
/// <param name="all">The history's operations.</param>
internal class Selection(OperationList all)
{
    /// <summary>Places that share a word of bits.</summary>
    public const int WordSize = 64;

    /// <summary>One start is kept of so many selected operations.</summary>
    private const int Stride = 64;

    private readonly ulong[] _words = new ulong[(all.Count + WordSize - 1) / WordSize];
    private readonly List<long> _starts = [];
    private readonly List<int> _places = [];

    /// <summary>How many operations are selected.</summary>
    public int Count { get; private set; }

    /// <summary>The place of the first; <see cref="Past"/> when there is none.</summary>
    public int First => Next(-1);

    /// <summary>The place behind the history's last operation.</summary>
    public int Past { get; } = all.Count;

    /// <summary>The operation at a place.</summary>
    public Operation this[int place] => all[place];

    /// <summary>Selects an operation behind those that are selected.</summary>
    public void Add(int place, Instant start)
    {
        if (Count++ % Stride == 0)
        {
            _starts.Add(start.Nanoseconds);
            _places.Add(place);
        }

        _words[place / WordSize] |= 1UL << place;
    }

    /// <summary>Whether the operation at a place is selected.</summary>
    public bool Contains(int place) => (_words[place / WordSize] >> place & 1) != 0;

    /// <summary>The next selected place; <see cref="Past"/> when there is none.</summary>
    public int Next(int place)
    {
        int from = place + 1, word = from / WordSize;
        if (from >= Past)
            return Past;
        ulong bits = _words[word] & (ulong.MaxValue << from);
        while (bits == 0)
        {
            if (++word == _words.Length)
                return Past;
            bits = _words[word];
        }

        return word * WordSize + BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>The selected place before one; -1 when there is none.</summary>
    public int Previous(int place)
    {
        int to = place - 1, word = to / WordSize;
        if (to < 0)
            return -1;
        ulong bits = _words[word] & (ulong.MaxValue >> (WordSize - 1 - to % WordSize));
        while (bits == 0)
        {
            if (--word < 0)
                return -1;
            bits = _words[word];
        }

        return word * WordSize + BitOperations.Log2(bits);
    }

    /// <summary>The place of the first that started then or later; <see cref="Past"/> when there is none.</summary>
    public int FirstFrom(long instant)
    {
        int low = 0, high = _starts.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = _starts[middle] < instant ? (middle + 1, high) : (low, middle);
        }

        int place = low == 0 ? First : _places[low - 1];
        while (place < Past && this[place].Start.Nanoseconds < instant)
            place = Next(place);
        return place;
    }
}
