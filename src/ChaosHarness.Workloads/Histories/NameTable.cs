using System.Collections.Concurrent;
using System.Text;

namespace ChaosHarness.Workloads.Histories;

/// <summary>
/// The names that records point to, written to a text file beside them, one a line, before the number of a new name is
/// given out: a killed worker never leaves a record with a number that the file does not explain.
/// </summary>
internal sealed class NameTable : IDisposable
{
    /// <summary>Names are few (classes, errors, servers); should they not be, the rest share this one.</summary>
    private const string Others = "others";
    private const int Capacity = 60_000;

    private readonly ConcurrentDictionary<string, ushort> _numbers = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private bool _closed;

    public NameTable(string path) =>
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>The number of a name; 0 for none.</summary>
    public ushort Number(string? name) =>
        name is null ? (ushort)0 : _numbers.TryGetValue(name, out ushort number) ? number : Add(name);

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _file.Dispose();
        }
    }

    private ushort Add(string name)
    {
        lock (_gate)
        {
            if (_numbers.TryGetValue(name, out ushort known)) return known;
            if (_closed) return 0;
            if (_numbers.Count >= Capacity && name != Others) return Add(Others);
            _file.Write(Encoding.UTF8.GetBytes(OneLine(name) + "\n"));
            ushort number = (ushort)_numbers.Count;
            _numbers[name] = number;
            return number;
        }
    }

    private static string OneLine(string name) => name.ReplaceLineEndings(" ");
}
