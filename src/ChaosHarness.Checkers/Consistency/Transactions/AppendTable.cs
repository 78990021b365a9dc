using System.Numerics;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// All elements that were appended to or read from lists, numbered: who appended each, and where it stands. An open hash
/// table over columns.
/// </summary>
internal sealed class AppendTable
{
    private const ulong Mixer = 0x9E3779B97F4A7C15;
    private int[] _slots = new int[1 << 10];
    private int[] _keys = new int[1 << 9];
    private long[] _values = new long[1 << 9];
    private int _shift = 64 - 10;

    /// <summary>Number of elements.</summary>
    public int Count { get; private set; }

    /// <summary>The transaction that appended each element, or -1 when nobody did.</summary>
    public int[] Writer { get; private set; } = new int[1 << 9];

    /// <summary>Its place in the order of the key's versions, or -1 when no read shows it.</summary>
    public int[] Place { get; private set; } = new int[1 << 9];

    /// <summary>What the same transaction appended to the same key just before, as an element's number, or -1.</summary>
    public int[] Before { get; private set; } = new int[1 << 9];

    /// <summary>Whether its transaction appended nothing behind it to the same key.</summary>
    public bool[] IsLast { get; private set; } = new bool[1 << 9];

    /// <summary>The key of an element.</summary>
    public int Key(int element) => _keys[element];

    /// <summary>The value of an element.</summary>
    public long Value(int element) => _values[element];

    /// <summary>The number of an element, or -1.</summary>
    public int Find(int key, long value)
    {
        int mask = _slots.Length - 1;
        for (int i = Slot(key, value); ; i = (i + 1) & mask)
        {
            int element = _slots[i] - 1;
            if (element < 0 || (_values[element] == value && _keys[element] == key))
                return element;
        }
    }

    /// <summary>The number of an element, new or known; tells which.</summary>
    public int Add(int key, long value, int writer, out bool isNew)
    {
        if (Count * 2 >= _slots.Length)
            Grow();
        int mask = _slots.Length - 1;
        int i = Slot(key, value);
        for (; _slots[i] != 0; i = (i + 1) & mask)
        {
            int known = _slots[i] - 1;
            if (_values[known] != value || _keys[known] != key)
                continue;
            isNew = false;
            return known;
        }

        isNew = true;
        int element = Count++;
        _slots[i] = element + 1;
        (_keys[element], _values[element]) = (key, value);
        (Writer[element], Place[element], Before[element], IsLast[element]) = (writer, -1, -1, true);
        return element;
    }

    private int Slot(int key, long value) =>
        (int)((((ulong)value ^ BitOperations.RotateLeft((ulong)(uint)key * Mixer, 31)) * Mixer) >> _shift);

    private void Grow()
    {
        int size = _slots.Length * 2;
        (int[] keys, long[] values) = (_keys, _values);
        Array.Resize(ref keys, size / 2);
        Array.Resize(ref values, size / 2);
        (_keys, _values) = (keys, values);
        (Writer, Place, Before) = (Longer(Writer, size / 2), Longer(Place, size / 2), Longer(Before, size / 2));
        IsLast = Longer(IsLast, size / 2);
        _slots = new int[size];
        _shift--;
        for (int element = 0; element < Count; element++)
        {
            int i = Slot(_keys[element], _values[element]);
            while (_slots[i] != 0)
                i = (i + 1) & (size - 1);
            _slots[i] = element + 1;
        }
    }

    private static T[] Longer<T>(T[] items, int size)
    {
        Array.Resize(ref items, size);
        return items;
    }
}
