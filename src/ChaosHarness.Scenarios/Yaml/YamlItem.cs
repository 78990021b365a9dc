namespace ChaosHarness.Scenarios.Yaml;

/// <summary>A value of a YAML file with the place where it begins (from 1).</summary>
internal abstract record YamlItem(int Line, int Column);

/// <summary>A plain value.</summary>
/// <param name="Text">Without quotes.</param>
/// <param name="Quoted">Whether it stood in quotes or in a block, so that it is a text whatever it looks like.</param>
internal sealed record YamlScalar(int Line, int Column, string Text, bool Quoted) : YamlItem(Line, Column)
{
    /// <summary>Whether nothing was written there.</summary>
    public bool IsNull => !Quoted && Text is "" or "~" or "null";
}

/// <summary>A place with a mistake that is reported already: it is passed over.</summary>
internal sealed record YamlGap(int Line, int Column) : YamlItem(Line, Column);

/// <summary>A list.</summary>
internal sealed record YamlList(int Line, int Column, List<YamlItem> Items) : YamlItem(Line, Column);

/// <summary>A map. Keys may stand twice: that is for a rule to complain about.</summary>
internal sealed record YamlMap(int Line, int Column, List<YamlEntry> Entries) : YamlItem(Line, Column)
{
    /// <summary>The value of a key, or null.</summary>
    public YamlItem? this[string key] => Entries.Find(e => e.Key.Text == key)?.Value;

    /// <summary>The value of a key when it is a plain value, or null.</summary>
    public YamlScalar? Scalar(string key) => this[key] is YamlScalar { IsNull: false } scalar ? scalar : null;

    /// <summary>The text of a key's plain value, or null.</summary>
    public string? Text(string key) => Scalar(key)?.Text;

    /// <summary>
    /// The entries of a key's map; none when it is missing or something else. A key that stands twice counts once.
    /// </summary>
    public IEnumerable<YamlEntry> MapOf(string key) =>
        (this[key] as YamlMap)?.Entries.DistinctBy(e => e.Key.Text) ?? [];

    /// <summary>The items of a key's list, or its one value as a list of one; none when it is missing.</summary>
    public IEnumerable<YamlItem> ListOf(string key) => this[key] switch
    {
        YamlList list => list.Items,
        YamlScalar { IsNull: false } one => [one],
        _ => [],
    };

    /// <summary>The plain values of a key's list.</summary>
    public IEnumerable<YamlScalar> ScalarsOf(string key) => ListOf(key).OfType<YamlScalar>().Where(s => !s.IsNull);
}

/// <summary>A key of a map and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlItem Value);
