namespace ChaosHarness.Reports.Files;

/// <summary>Merges the name tables of several workers into the one of the <see cref="Histories.History"/>.</summary>
internal sealed class NameTable
{
    private readonly List<string> _names = [""];
    private readonly Dictionary<string, ushort> _indexes = new(StringComparer.Ordinal) { [""] = 0 };

    public IReadOnlyList<string> Names => _names;

    /// <summary>Reads one worker's names; element i of the answer is where that worker's name i is now.</summary>
    public ushort[] Add(string path)
    {
        if (!File.Exists(path))
            throw new RunDataException($"{path} is missing: without it the classes of operations are not known.");
        string[] names = File.ReadAllLines(path);
        ushort[] map = new ushort[names.Length + 1];
        for (int i = 0; i < names.Length; i++)
            map[i + 1] = Index(names[i], path);
        return map;
    }

    private ushort Index(string name, string path)
    {
        if (_indexes.TryGetValue(name, out ushort index))
            return index;
        if (_names.Count > ushort.MaxValue)
            throw new RunDataException($"{path}: more than {ushort.MaxValue} names; error classes must be few.");
        index = (ushort)_names.Count;
        _names.Add(name);
        _indexes.Add(name, index);
        return index;
    }
}
