namespace ChaosHarness.Tests.Kit;

/// <summary>The data of one side of a <see cref="BrokenRegister"/>. Lists and registers are told apart by key.</summary>
internal sealed class BrokenSide
{
    /// <summary>Registers' keys are kept apart from lists' keys by this bit.</summary>
    private const int RegisterBit = 1 << 30;

    /// <summary>A list's elements, or all values a register has had.</summary>
    private readonly SortedDictionary<int, List<long>> _values = [];
    private readonly Dictionary<int, long> _counters = [];

    /// <summary>Values acknowledged here since the last switch.</summary>
    public List<long> SinceSwitch { get; } = [];

    public IReadOnlyList<int> Keys() => [.. _values.Keys];

    public static bool IsList(int key) => (key & RegisterBit) == 0;

    public List<long> List(int key) => _values.GetValueOrDefault(key) ?? [];

    public long? Register(int key) => List(key | RegisterBit) is [.., var newest] ? newest : null;

    public long Append(int key, long value)
    {
        if (!_values.TryGetValue(key, out var list)) _values[key] = list = [];
        list.Add(value);
        SinceSwitch.Add(value);
        return list.Count;
    }

    public long Set(int key, long value) => Append(key | RegisterBit, value);

    public long Increment(int key) => _counters[key] = _counters.GetValueOrDefault(key) + 1;

    public long Counter(int key) => _counters.GetValueOrDefault(key);

    /// <summary>Takes away up to so many of the newest values and gives them, oldest first.</summary>
    public IReadOnlyList<long> DropNewest(int key, int count)
    {
        var list = List(key);
        int keep = Math.Max(0, list.Count - count);
        var dropped = list[keep..];
        list.RemoveRange(keep, list.Count - keep);
        return dropped;
    }

    public BrokenSide Clone()
    {
        var copy = new BrokenSide();
        foreach (var (key, list) in _values) copy._values[key] = [.. list];
        foreach (var (key, value) in _counters) copy._counters[key] = value;
        return copy;
    }
}
