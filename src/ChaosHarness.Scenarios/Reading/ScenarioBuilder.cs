using ChaosHarness.Scenarios.Rules;
using ChaosHarness.Scenarios.Shapes;
using ChaosHarness.Scenarios.Values;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>Makes a scenario from its file, as well as it can; the rules then say what is wrong with it.</summary>
internal sealed class ScenarioBuilder(
    YamlMap file, SourceFolder folder, Vocabulary words, ProblemList problems, ReadOptions options)
{
    private bool _isTableWhole;
    private Variation? _vary;

    /// <summary>Every mistake in the stack, its templates and its table.</summary>
    public IReadOnlyList<Problem> StackProblems { get; private set; } = [];

    /// <summary>Builds and checks.</summary>
    public Scenario Build(string path)
    {
        new ShapeChecker(problems, templates: false).Check(file, ScenarioShape.Of(words));
        Stack? stack = ReadStack();
        int seed = (int)(Numbers.Integer(file.Text("seed") ?? "") ?? options.Seed);
        IReadOnlyList<StepEntry> steps = StepReader.Read(
            file, words, stack is null ? null : Names(stack), problems, stack?.Watches ?? [], map => Row(map, stack));
        Scenario scenario = new()
        {
            Title = file.Text("scenario") ?? "",
            Path = path,
            Files = [],
            Stack = stack ?? Empty,
            Row = Row(file, stack),
            Loads = stack is null ? [] : LoadReader.Read(file, stack, Names(stack), problems),
            Steps = [.. steps.Select(s => s.Step).OfType<Step>()],
            Expect = new(),
            Seed = options.OverrideSeed ? options.Seed : seed,
            Repeat = (int)(Numbers.Integer(file.Text("repeat") ?? "") ?? 1),
            Vary = _vary,
            Margin = file.Text("margin") is { } margin ? Durations.Parse(margin) ?? TimeSpan.Zero : Scenario.DefaultMargin,
        };
        scenario = scenario with { Expect = ExpectReader.Read(file, scenario, stack is not null, problems) };
        RuleContext context = new(file, scenario, stack is null ? null : Names(stack), steps, words, problems);
        foreach (IRule rule in AllRules.Of)
            rule.Check(context);
        return scenario;
    }

    private Stack? ReadStack()
    {
        if (file.Scalar("stack") is not { } name)
            return null;
        if (StackReader.Open(folder.PathOfStack(name.Text), folder, words) is not { } reader)
        {
            problems.Add(name, Suggestion.Unknown("stack", name.Text, folder.StackNames())
                + $" (looked in {SourceFolder.Shown(folder.Root)}/{SourceFolder.Stacks})");
            return null;
        }

        _vary = new VariationReader(file, reader, problems, options).Read();
        Stack stack = reader.Build(Parameters(reader));
        (StackProblems, _isTableWhole) = (reader.Problems, reader.IsTableWhole);
        return stack;
    }

    private Dictionary<string, string> Parameters(StackReader reader)
    {
        Dictionary<string, string> given = [];
        foreach (YamlEntry entry in file.MapOf("parameters"))
        {
            string? value = entry.Value is YamlScalar { IsNull: false } scalar ? scalar.Text : null;
            if (!reader.Parameters.Any(p => p.Name == entry.Key.Text))
                problems.Add(entry.Key, reader.Complaint(entry.Key.Text, value ?? "")!);
            else if (value is not null && reader.Complaint(entry.Key.Text, value) is { } complaint)
                problems.Add(entry.Value, complaint);
            else if (value is not null)
                given[entry.Key.Text] = value;
        }

        foreach ((string name, string value) in options.Parameters)
        {
            if (reader.Complaint(name, value) is { } complaint)
                problems.Add(1, 1, $"{complaint} (on the command line)");
            else
                given[name] = value;
        }

        return given;
    }

    /// <summary>The row that the scenario or one of its steps names.</summary>
    private TableRow? Row(YamlMap map, Stack? stack)
    {
        if (stack is null || map.Scalar("row") is not { } name)
            return null;
        if (!stack.Table.Rows.TryGetValue(name.Text, out TableRow? row) && _isTableWhole)
            problems.Add(name, Suggestion.Unknown("row", name.Text, stack.Table.Rows.Keys));
        return row;
    }

    private static StackNames Names(Stack stack) => new(stack.Nodes, stack.Roles, stack.Watches);

    private static Stack Empty { get; } = new()
    {
        Name = "", Title = "", Parameters = new Dictionary<string, string>(), Nodes = [], Watches = [],
        Roles = new Dictionary<string, RoleSpec>(), EntryPoints = new Dictionary<string, EntryPoint>(), Steady = [],
        Table = new("", new Dictionary<string, Formula>(), new Dictionary<string, TableRow>()),
    };
}
