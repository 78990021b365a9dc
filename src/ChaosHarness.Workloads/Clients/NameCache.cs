using System.Text;

namespace ChaosHarness.Workloads.Clients;

/// <summary>
/// Makes strings of short names without a new string each time: servers name themselves in every answer, and there are
/// few of them. Belongs to one connection, which one operation at a time uses.
/// </summary>
internal sealed class NameCache
{
    private const int Capacity = 8;

    private readonly List<(byte[] Bytes, string Text)> _known = [];

    /// <summary>The string of these bytes (ASCII).</summary>
    public string Get(ReadOnlySpan<byte> bytes)
    {
        foreach (var (known, text) in _known)
        {
            if (bytes.SequenceEqual(known)) return text;
        }

        if (_known.Count == Capacity) _known.RemoveAt(0);
        string name = Encoding.ASCII.GetString(bytes);
        _known.Add((bytes.ToArray(), name));
        return name;
    }
}
