namespace ChaosHarness.Watchers.Redis;

/// <summary>Reads the text that <c>INFO</c> answers with.</summary>
internal static class RedisInfo
{
    /// <summary>Its fields by name; headings and empty lines are passed over.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        Dictionary<string, string> fields = [];
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            int colon = line.IndexOf(':');
            if (colon > 0 && line[0] != '#')
                fields[line[..colon].ToString()] = line[(colon + 1)..].ToString();
        }

        return fields;
    }
}
