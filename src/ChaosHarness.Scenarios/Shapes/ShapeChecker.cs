using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Shapes;

/// <summary>
/// Compares a file with its shape: unknown, missing and duplicate keys, wrong types, values that cannot be read. What
/// is reported here is passed over in silence by everything that reads the file afterwards.
/// </summary>
/// <param name="problems">Where mistakes go.</param>
/// <param name="templates">Whether plain values may hold <c>${...}</c>; such values are checked when they are filled
/// in.</param>
internal sealed class ShapeChecker(ProblemList problems, bool templates)
{
    /// <summary>Checks one item and all inside it.</summary>
    public void Check(YamlItem item, Shape shape)
    {
        switch (shape)
        {
            case { } when item is YamlGap:
                break;
            case ScalarShape scalar:
                CheckScalar(item, scalar);
                break;
            case ListShape list:
                CheckList(item, list);
                break;
            case MapShape map:
                if (Map(item, map.What) is { } entries)
                    CheckKeys(entries, map);
                break;
            case NamedShape { OrOne: true } named when item is not YamlMap:
                Check(item, named.Value);
                break;
            case NamedShape named:
                if (Map(item, "a list of 'name: value' lines") is { } names)
                    CheckNames(names, named);
                break;
            case VariantShape variants:
                if (Map(item, variants.What) is { } one)
                    CheckVariant(one, variants);
                break;
        }
    }

    private void CheckScalar(YamlItem item, ScalarShape shape)
    {
        if (item is not YamlScalar scalar)
            problems.Add(item, $"a plain value has to stand here: {shape.Type.Name}");
        else if (scalar.IsNull)
            problems.Missing(item, $"a value is missing here: {shape.Type.Name}");
        else if (!(templates && scalar.Text.Contains("${", StringComparison.Ordinal))
                 && shape.Type.Complaint(scalar.Text) is { } complaint)
            problems.Add(item, complaint);
    }

    private void CheckList(YamlItem item, ListShape shape)
    {
        if (item is YamlList list)
            list.Items.ForEach(i => Check(i, shape.Item));
        else if (shape.OrOne)
            Check(item, shape.Item);
        else if (item is YamlScalar { IsNull: true })
            problems.Missing(item, "a list is missing here: write [one, two] or one '- item' per line");
        else
            problems.Add(item, "a list has to stand here: write [one, two] or one '- item' per line");
    }

    private void CheckKeys(YamlMap map, MapShape shape)
    {
        foreach (YamlEntry entry in Distinct(map, shape.What))
        {
            if (shape.Keys.FirstOrDefault(k => k.Name == entry.Key.Text) is { } key)
                Check(entry.Value, key.Shape);
            else if (shape.Refused.TryGetValue(entry.Key.Text, out string? why))
                problems.Add(entry.Key, why);
            else
                problems.Add(entry.Key, UnknownKey(entry.Key.Text, shape));
        }

        foreach (Key key in shape.Keys.Where(k => k.Required && map[k.Name] is null && !Misspelt(map, k.Name, shape)))
            problems.Missing(map, $"{shape.What} needs '{key.Name}': {key.Shape.Help}");
    }

    /// <summary>Whether a key is there under a wrong name: then one message is enough.</summary>
    private static bool Misspelt(YamlMap map, string name, MapShape shape) => map.Entries
        .Select(e => e.Key.Text)
        .Where(word => shape.Keys.All(k => k.Name != word))
        .Any(word => Suggestion.Nearest(word, shape.Keys.Select(k => k.Name)) == name);

    private void CheckNames(YamlMap map, NamedShape shape)
    {
        foreach (YamlEntry entry in Distinct(map, shape.What))
        {
            if (shape.Known is { } known && !known.ContainsKey(entry.Key.Text))
                problems.Add(entry.Key, Suggestion.Unknown(shape.What, entry.Key.Text, known.Keys));
            Check(entry.Value, shape.Value);
        }
    }

    private IEnumerable<YamlEntry> Distinct(YamlMap map, string what)
    {
        Dictionary<string, YamlScalar> seen = [];
        foreach (YamlEntry entry in map.Entries)
        {
            if (seen.TryGetValue(entry.Key.Text, out YamlScalar? first))
                problems.Add(entry.Key, $"'{entry.Key.Text}' stands here and in line {first.Line}{In(what)}: keep one");
            seen.TryAdd(entry.Key.Text, entry.Key);
            yield return entry;
        }
    }

    private void CheckVariant(YamlMap map, VariantShape shape)
    {
        if (Choose(map, shape) is { } chosen)
        {
            CheckKeys(map, chosen);
            return;
        }

        // It is not known which one is meant: what is the same in all of them can be checked all the same.
        foreach (YamlEntry entry in Distinct(map, shape.What))
        {
            if (shape.Variants.SelectMany(v => v.Shape.Keys).FirstOrDefault(k => k.Name == entry.Key.Text) is { } key
                && shape.Variants.All(v => v.Key != key.Name))
                Check(entry.Value, key.Shape);
        }
    }

    /// <summary>
    /// The variant that is meant. When its name is misspelt, the nearest one, so that the rest is checked too.
    /// </summary>
    private MapShape? Choose(YamlMap map, VariantShape shape)
    {
        Variant[] candidates = [.. shape.Variants.Where(v => map[v.Key] is not null)];
        if (candidates.Length == 0)
        {
            string keys = string.Join(", ", shape.Variants.Select(v => v.Key).Distinct().Select(k => $"'{k}'"));
            problems.Missing(map, $"{shape.What} needs one of {keys}");
            return null;
        }

        string key = candidates[0].Key;
        if (candidates[0].Value is null || map[key] is not YamlScalar { IsNull: false } value)
            return candidates[0].Shape;
        string[] known = [.. candidates.Where(v => v.Key == key).Select(v => v.Value!)];
        if (!known.Contains(value.Text))
            problems.Add(value, Suggestion.Unknown(candidates[0].Of, value.Text, known));
        string? meant = known.Contains(value.Text) ? value.Text : Suggestion.Nearest(value.Text, known);
        return candidates.FirstOrDefault(v => v.Key == key && v.Value == meant)?.Shape;
    }

    private YamlMap? Map(YamlItem item, string what)
    {
        if (item is YamlMap map)
            return map;
        if (item is YamlScalar { IsNull: true })
            problems.Missing(item, $"{what} is missing here");
        else
            problems.Add(item, $"{what} has to stand here, as 'key: value' lines");
        return null;
    }

    private static string UnknownKey(string key, MapShape shape) =>
        Suggestion.Unknown("key", key, shape.Keys.Select(k => k.Name)) + In(shape.What);

    private static string In(string what) => $" (in {what})";
}
