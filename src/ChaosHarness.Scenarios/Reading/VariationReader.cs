using ChaosHarness.Scenarios.Values;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>
/// Reads which parameter is varied: the command line's, or else the file's. One that the command line sets to a value is
/// not varied.
/// </summary>
internal sealed class VariationReader(YamlMap file, StackReader stack, ProblemList problems, ReadOptions options)
{
    private const double MiB = 1 << 20;

    public Variation? Read()
    {
        Variation? written = ReadFile();
        Variation? read = options.Vary is { } given ? ReadGiven(given.Key, given.Value) : written;
        return read is null || options.Parameters.ContainsKey(read.Parameter) ? null : read;
    }

    private Variation? ReadFile()
    {
        YamlEntry[] entries = [.. file.MapOf("vary")];
        foreach (YamlEntry more in entries.Skip(1))
            problems.Add(more.Key, "one parameter is varied at a time: take this one out, or write another scenario");
        if (entries.FirstOrDefault() is not { } entry)
        {
            if (file["vary"] is YamlMap empty)
                problems.Add(empty, "no parameter is named: write 'vary: { PARAMETER: [one, two] }', or leave it out");
            return null;
        }

        if (file.MapOf("parameters").FirstOrDefault(p => p.Key.Text == entry.Key.Text) is { } fixedOne)
            problems.Add(fixedOne.Key, $"'{entry.Key.Text}' is varied, so it has no one value: leave it out here or there");
        YamlScalar[] values = [.. file.MapOf("vary").First().Value is YamlList list ? list.Items.OfType<YamlScalar>().Where(v => !v.IsNull) : []];
        if (entry.Value is YamlList { Items.Count: 0 })
            problems.Add(entry.Value, "no value is named: write [one, two]");
        Check(entry.Key.Text, [.. values.Select(v => v.Text)],
            (place, message) => problems.Add(place < 0 ? entry.Key : values[place], message));
        return Variation(entry.Key.Text, values.Select(v => v.Text));
    }

    private Variation? ReadGiven(string name, IReadOnlyList<string> values)
    {
        Check(name, values, (_, message) => problems.Add(1, 1, $"{message} (on the command line)"));
        return Variation(name, values);
    }

    /// <summary>Complains about each value by its place, and about the parameter itself with place -1.</summary>
    private void Check(string name, IReadOnlyList<string> values, Action<int, string> complain)
    {
        if (Parameter(name) is not { } parameter)
        {
            complain(-1, stack.Complaint(name, "")!);
            return;
        }

        for (int i = 0; i < values.Count; i++)
        {
            if (parameter.Complaint(values[i]) is { } complaint)
                complain(i, complaint);
            else if (values.Take(i).Contains(values[i]))
                complain(i, $"'{values[i]}' stands here twice: keep one, and have 'repeat' make more runs of it");
        }
    }

    private Variation? Variation(string name, IEnumerable<string> values) => Parameter(name) is not { } parameter ? null : new(
        name, parameter.Help, parameter.Type switch { "size" => "MiB", "duration" => "s", _ => "" },
        [.. values.Select(v => new VariedValue(v, Number(parameter, v)))]);

    private StackParameter? Parameter(string name) => stack.Parameters.FirstOrDefault(p => p.Name == name);

    private static double? Number(StackParameter parameter, string value) => parameter.Type switch
    {
        "size" => value == "0" ? 0 : Numbers.Size(value) / MiB,
        "duration" => Durations.Parse(value)?.TotalSeconds,
        "integer" => Numbers.Integer(value),
        _ => null,
    };
}
