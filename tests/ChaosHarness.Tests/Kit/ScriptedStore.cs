namespace ChaosHarness.Tests.Kit;

/// <summary>What a <see cref="ScriptedServer"/> keeps. It is called under the server's lock, one call at a time.</summary>
public interface IScriptedStore
{
    /// <summary>Adds to the end of the list at the key and gives its new length.</summary>
    /// <exception cref="RefusedException">The store does not take the write; it has no effect.</exception>
    long Append(int key, long value);

    /// <summary>The last element of the list at the key, or null.</summary>
    long? Last(int key);

    /// <summary>Sets the register at the key.</summary>
    /// <exception cref="RefusedException">The store does not take the write; it has no effect.</exception>
    void Set(int key, long value);

    /// <summary>The register at the key, or null.</summary>
    long? Get(int key);

    /// <summary>Adds one to the counter at the key and gives its new value.</summary>
    /// <exception cref="RefusedException">The store does not take the write; it has no effect.</exception>
    long Increment(int key);

    /// <summary>The counter at the key; 0 before the first increment.</summary>
    long Counter(int key);

    /// <summary>The whole list at the key, in order.</summary>
    IReadOnlyList<long> All(int key);

    /// <summary>Whether it takes writes, as a Redis master does.</summary>
    bool IsPrimary { get; }
}

/// <summary>A definite refusal: nothing was done.</summary>
/// <param name="code">The first word of the error, such as <c>READONLY</c>.</param>
public sealed class RefusedException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>A store that is right.</summary>
public sealed class HonestStore : IScriptedStore
{
    private readonly Dictionary<int, List<long>> _lists = [];
    private readonly Dictionary<int, long> _registers = [];
    private readonly Dictionary<int, long> _counters = [];

    public bool IsPrimary => true;

    public long Append(int key, long value)
    {
        lock (_lists)
        {
            if (!_lists.TryGetValue(key, out var list)) _lists[key] = list = [];
            list.Add(value);
            return list.Count;
        }
    }

    public long? Last(int key) => _lists.TryGetValue(key, out var list) ? list[^1] : null;

    public void Set(int key, long value) => _registers[key] = value;

    public long? Get(int key) => _registers.TryGetValue(key, out var value) ? value : null;

    public long Increment(int key) => _counters[key] = _counters.GetValueOrDefault(key) + 1;

    public long Counter(int key) => _counters.GetValueOrDefault(key);

    /// <summary>The length of the list at the key, which may grow at the same time.</summary>
    public int Count(int key)
    {
        lock (_lists) return _lists.TryGetValue(key, out var list) ? list.Count : 0;
    }

    public IReadOnlyList<long> All(int key) => _lists.TryGetValue(key, out var list) ? [.. list] : [];
}
