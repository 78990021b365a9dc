using System.Numerics;
using System.Runtime.CompilerServices;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>
/// From values to small numbers: an array when the values lie close together, an open hash table otherwise.
/// </summary>
internal sealed class ValueMap
{
    private const int Spread = 4;
    private const ulong Mixer = 0x9E3779B97F4A7C15;

    private long[] _keys = [];
    private int[] _numbers = [];
    private long _lowest;
    private int _size;
    private int _shift;
    private bool _dense;
    private int _nothing;

    /// <summary>Forgets everything and makes room.</summary>
    /// <param name="lowest">The lowest value to come, other than <see cref="Op.Nothing"/>.</param>
    /// <param name="highest">The highest.</param>
    /// <param name="count">How many values will come at most.</param>
    public void Reset(long lowest, long highest, int count)
    {
        _lowest = lowest;
        _nothing = -1;
        ulong range = highest < lowest ? 0 : (ulong)(highest - lowest);
        _dense = range < (ulong)count * Spread + 64;
        _size = _dense ? (int)range + 1 : (int)BitOperations.RoundUpToPowerOf2((uint)count * 2 + 2);
        _shift = 64 - BitOperations.Log2((uint)_size);
        if (_numbers.Length < _size)
            _numbers = new int[_size];
        else
            Array.Clear(_numbers, 0, _size);
        if (!_dense && _keys.Length < _size)
            _keys = new long[_size];
    }

    /// <summary>The number of a value, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long value)
    {
        if (value == Op.Nothing)
            return _nothing;
        if (_dense)
        {
            ulong place = (ulong)(value - _lowest);
            return place < (ulong)_size ? _numbers[place] - 1 : -1;
        }

        int mask = _size - 1;
        for (int i = (int)(((ulong)value * Mixer) >> _shift); ; i = (i + 1) & mask)
        {
            if (_numbers[i] == 0)
                return -1;
            if (_keys[i] == value)
                return _numbers[i] - 1;
        }
    }

    /// <summary>Gives a value its number unless it has one; says whether it was new.</summary>
    public bool TryAdd(long value, int number)
    {
        if (value == Op.Nothing)
        {
            bool isNew = _nothing < 0;
            _nothing = isNew ? number : _nothing;
            return isNew;
        }

        if (_dense)
        {
            ref int place = ref _numbers[value - _lowest];
            if (place != 0)
                return false;
            place = number + 1;
            return true;
        }

        int mask = _size - 1;
        for (int i = (int)(((ulong)value * Mixer) >> _shift); ; i = (i + 1) & mask)
        {
            if (_numbers[i] == 0)
            {
                _keys[i] = value;
                _numbers[i] = number + 1;
                return true;
            }

            if (_keys[i] == value)
                return false;
        }
    }
}
