using ChaosHarness.Faults;
using ChaosHarness.Scenarios.Values;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>A step as it stands in the file, and what it means; null when it is not whole.</summary>
internal sealed record StepEntry(YamlMap Map, Step? Step)
{
    /// <summary>Where its name stands, for messages about it.</summary>
    public YamlItem NamePlace => Map["as"] ?? Map["fault"] ?? Map;
}

/// <summary>Reads the steps of a scenario.</summary>
internal sealed class StepReader(
    Vocabulary words, SelectorReader selectors, ProblemList problems, IReadOnlyList<WatchSpec> watches,
    Func<YamlMap, TableRow?> row)
{
    /// <summary>The word for all faults in a heal step.</summary>
    public const string All = "all";

    /// <summary>The key that carries the service of a fault among its parameters.</summary>
    public const string Service = "service";

    /// <summary>All steps in the file's order.</summary>
    /// <param name="names">The stack's names; null when there is no stack to check them against.</param>
    /// <param name="row">The row that a step names; null where it names none.</param>
    public static IReadOnlyList<StepEntry> Read(
        YamlMap file, Vocabulary words, StackNames? names, ProblemList problems, IReadOnlyList<WatchSpec> watches,
        Func<YamlMap, TableRow?> row)
    {
        StepReader reader = new(words, new(names, problems), problems, watches, row);
        IEnumerable<YamlMap> steps = (file["steps"] as YamlList)?.Items.OfType<YamlMap>() ?? [];
        return [.. steps.Select(m => new StepEntry(m, reader.Step(m)))];
    }

    private Step? Step(YamlMap map)
    {
        TimeSpan after = Durations.Parse(map.Text("after") ?? "") ?? TimeSpan.Zero;
        if (map.Text("fault") is { } fault)
            return Meant(fault) is { } kind ? Fault(map, kind, after) : null;
        if (map.Text("heal") is { } heal)
            return new HealStep(map.Line, after, heal == All ? null : heal);
        if (Durations.Parse(map.Text("recover") ?? "") is { } limit)
            return new RecoverStep(map.Line, after, limit);
        return Durations.Parse(map.Text("wait") ?? "") is { } patience && map["until"] is YamlMap until
               && Conditions.Read(until, watches, problems) is { } condition
            ? new WaitStep(map.Line, after, condition, patience) : null;
    }

    /// <summary>
    /// The fault of this name, or the nearest when it is misspelt, so that the rest of the step is checked too.
    /// </summary>
    private FaultKind? Meant(string name) => words.Fault(name)
        ?? (Suggestion.Nearest(name, words.Faults.Select(f => f.Name)) is { } near ? words.Fault(near) : null);

    private FaultStep Fault(YamlMap map, FaultKind kind, TimeSpan after)
    {
        Dictionary<string, ParameterValue> parameters = [];
        if (kind.NeedsService && map.Text(Service) is { } service)
            parameters[Service] = new(service, service);
        foreach (ParameterSpec spec in kind.Parameters)
        {
            if (map[spec.Name] is { } item && Value(item, spec.Type) is { } value)
                parameters[spec.Name] = value;
        }

        if (kind.Parameters.All(p => parameters.ContainsKey(p.Name) || (!p.Required && map[p.Name] is null)))
        {
            foreach (ParameterProblem problem in kind.Problems(parameters))
                problems.Add(map[problem.Parameter] ?? map["fault"] ?? map, problem.Text);
        }

        return new(map.Line, after, map.Text("as") ?? kind.Name, kind.Name, selectors.Read(map["on"]), parameters,
            Durations.Parse(map.Text("for") ?? ""))
        {
            Jitter = Durations.Parse(map.Text("jitter") ?? "") ?? TimeSpan.Zero, Upon = Upon(map["upon"] as YamlMap),
            Row = row(map),
        };
    }

    private Moment? Upon(YamlMap? map)
    {
        if (map?.Scalar("watch") is not { } watch || map.Text("subject") is not { } subject)
            return null;
        if (watches.All(w => w.Name != watch.Text))
            problems.Add(watch, Suggestion.Unknown("watch", watch.Text, watches.Select(w => w.Name)));
        return new(watch.Text, subject, Durations.Parse(map.Text("plus") ?? "") ?? TimeSpan.Zero,
            Durations.Parse(map.Text("before") ?? ""));
    }

    private ParameterValue? Value(YamlItem item, ParameterType type)
    {
        string text = (item as YamlScalar)?.Text ?? "";
        object? value = type switch
        {
            ParameterType.Text => text,
            ParameterType.Integer => Numbers.Integer(text),
            ParameterType.Boolean => Numbers.Boolean(text),
            ParameterType.Duration => Durations.Parse(text),
            ParameterType.Percent => Numbers.Percent(text),
            ParameterType.Selector => selectors.Read(item),
            ParameterType.Selectors => (item as YamlList)?.Items.Select(selectors.Read).OfType<Selector>().ToList(),
            _ => (item as YamlList)?.Items.OfType<YamlScalar>().Select(s => s.Text).ToList(),
        };
        return value is null ? null : new(Text(item), value);
    }

    private static string Text(YamlItem item) => item switch
    {
        YamlScalar scalar => scalar.Text,
        YamlList list => $"[{string.Join(", ", list.Items.Select(Text))}]",
        _ => "",
    };
}
