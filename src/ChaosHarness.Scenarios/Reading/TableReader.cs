using ChaosHarness.Checking;
using ChaosHarness.Journals;
using ChaosHarness.Scenarios.Shapes;
using ChaosHarness.Scenarios.Values;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>What could be read of a table.</summary>
/// <param name="Value">As much of it as there is; null when that is nothing.</param>
/// <param name="Problems">Every mistake found.</param>
/// <param name="IsWhole">Whether no syntax error cut it short.</param>
internal sealed record TableReading(Table? Value, IReadOnlyList<Problem> Problems, bool IsWhole);

/// <summary>Reads a table file.</summary>
internal sealed class TableReader
{
    private static readonly string[] s_tests = ["is", "is-not", "distinct"];

    private static readonly string[] s_nodeWords = ["target", "other"];

    private readonly ProblemList _problems;
    private readonly Stack? _stack;
    private readonly Dictionary<string, Formula> _variables;

    private TableReader(YamlMap file, ProblemList problems, Stack? stack)
    {
        (_problems, _stack) = (problems, stack);
        _variables = Variables.Read(file, problems);
    }

    /// <summary>Reads a table; with a stack, the names of its nodes and watches are checked too.</summary>
    public static TableReading Read(string path, string text, SourceFolder folder, Stack? stack)
    {
        ProblemList problems = new(SourceFolder.Shown(path));
        if (YamlTree.Parse(text, problems) is not { } file)
            return new(null, problems.All, false);
        new ShapeChecker(problems, templates: false).Check(file, TableShape.Of());
        TableReader reader = new(file, problems, stack);
        Dictionary<string, TableRow> rows = file.MapOf("rows").Where(e => e.Value is YamlMap)
            .ToDictionary(e => e.Key.Text, e => reader.Row(e.Key.Text, (YamlMap)e.Value));
        Table table = new(folder.Relative(path), reader._variables, rows)
        {
            Handovers = reader.Handovers(file),
            Preflight = [.. file.MapOf("preflight").Where(e => e.Value is YamlMap).Select(e => reader.Rule(e.Key, (YamlMap)e.Value))],
        };
        return new(table, problems.All, !problems.Incomplete);
    }

    private Dictionary<string, Handover> Handovers(YamlMap file)
    {
        Dictionary<string, Handover> handovers = [];
        string[]? roles = _stack?.Roles.Values.Where(r => r.IsExclusive).Select(r => r.Name).Distinct().ToArray();
        foreach ((YamlScalar role, YamlItem item) in file.MapOf("handovers"))
        {
            if (roles is not null && !roles.Contains(role.Text))
                _problems.Add(role, Suggestion.Unknown("exclusive role", role.Text, roles));
            if (item is YamlMap map && Bound(map["bound"]) is { } bound)
                handovers[role.Text] = new(bound, map.Text("source")?.Trim() ?? "");
        }

        return handovers;
    }

    private PreflightRule Rule(YamlScalar name, YamlMap map)
    {
        string[] tests = [.. s_tests.Where(k => map.Scalar(k) is not null)];
        if (map["config"] is not null && tests.Length != 1)
            _problems.Missing(name, $"rule '{name.Text}' needs one of 'is', 'is-not' and 'distinct'");
        return new()
        {
            Name = name.Text,
            Text = map.Text("text")?.Trim() ?? "",
            Severity = map.Text("severity") switch { "error" => Severity.Error, "note" => Severity.Note, _ => Severity.Warning },
            Source = map.Text("source")?.Trim() ?? "",
            Remedy = map.Text("remedy")?.Trim() ?? "",
            Value = Formula(map.Scalar("value")),
            Bound = Bound(map["bound"]),
            Config = map.Text("config"),
            Is = map.Text("is"),
            IsNot = map.Text("is-not"),
            Distinct = map.Text("distinct") == "true",
        };
    }

    private Formula? Formula(YamlScalar? scalar)
    {
        if (scalar is null || BoundParser.FormulaComplaint(scalar.Text) is not null)
            return null;
        Formula formula = FormulaParser.Parse(scalar.Text);
        Variables.Check(new Bound(scalar.Text, null, formula), scalar, _variables.Keys, _problems);
        return formula;
    }

    private TableRow Row(string name, YamlMap map) => new()
    {
        Name = name,
        Fault = map.Text("fault")?.Trim() ?? "",
        Recovery = map.Text("recovery")?.Trim() ?? "",
        Source = map.Text("source")?.Trim() ?? "",
        Actions = [.. map.ListOf("actions").OfType<YamlMap>().Select(Action)],
        MustNot = [.. map.ListOf("must-not").OfType<YamlMap>().Select(Evidence)],
        Outage = Bounds(map, "outage"),
        Staleness = Bounds(map, "staleness"),
        LostWrites = Bound(map["lost-writes"], MeasuredNames.All),
        LostWal = Bound(map["lost-wal"], [MeasuredNames.WalRate]),
        SplitBrain = Bound(map["split-brain"]),
    };

    private Dictionary<string, Bound> Bounds(YamlMap map, string key) => map.MapOf(key)
        .Select(e => (e.Key.Text, Bound: Bound(e.Value))).Where(e => e.Bound is not null).ToDictionary(e => e.Text, e => e.Bound!);

    private RecoveryAction Action(YamlMap map) => new(
        map.Text("name") ?? "", map.Text("text")?.Trim() ?? "",
        map["evidence"] is YamlMap evidence ? Evidence(evidence) : new(),
        Bound(map["within"]), map.Text("optional") == "true")
    {
        AnyOrder = map.Text("any-order") == "true",
    };

    private Evidence Evidence(YamlMap map)
    {
        CheckNames(map);
        (string? kind, string? value, string? subject) = Seen(map);
        return new()
        {
            Kind = kind, Value = value, Subject = subject,
            Watch = map.Text("watch"), Node = map.Text("node"), Operation = map.Text("operation"),
            Nodes = (int)(Numbers.Integer(map.Text("nodes") ?? "1") ?? 1),
            UntilHealing = map.Text("until-healing") == "true",
        };
    }

    private static (string? Kind, string? Value, string? Subject) Seen(YamlMap map)
    {
        if (map.Text("announced") is { } announced)
            return (EventKinds.Announced, announced, map.Text("subject"));
        if (map.Text("observed") is { } observed)
            return (EventKinds.Observed, observed, map.Text("subject"));
        if (map.Text("exited") is { } exited)
            return (EventKinds.ProcessExited, null, exited);
        if (map.Text("power") is { } power)
            return (EventKinds.Power, power, null);
        return map.Text("started") is { } started ? (EventKinds.ProcessStarted, null, started) : default;
    }

    private void CheckNames(YamlMap map)
    {
        if (_stack is null)
            return;
        StackNames names = new(_stack.Nodes, new Dictionary<string, RoleSpec>(), []);
        string[] watches = [.. _stack.Watches.Select(w => w.Name)];
        if (map.Scalar("watch") is { } watch && !watches.Contains(watch.Text))
            _problems.Add(watch, Suggestion.Unknown("watch", watch.Text, watches));
        if (map.Scalar("node") is { } node && !names.Places.Concat(s_nodeWords).Contains(node.Text))
            _problems.Add(node, Suggestion.Unknown("node", node.Text, names.Places.Concat(s_nodeWords)));
        string[] services = [.. _stack.Nodes.SelectMany(n => n.Services).Select(s => s.Name).Distinct()];
        foreach (string key in (string[])["exited", "started"])
        {
            if (map.Scalar(key) is { } service && !services.Contains(service.Text))
                _problems.Add(service, Suggestion.Unknown("service", service.Text, services));
        }
    }

    private Bound? Bound(YamlItem? item, IEnumerable<string>? moreNames = null)
    {
        if (item is not YamlScalar { IsNull: false } scalar || BoundParser.Complaint(scalar.Text) is not null)
            return null;
        Bound bound = BoundParser.Parse(scalar.Text);
        Variables.Check(bound, scalar, [.. _variables.Keys, .. moreNames ?? []], _problems);
        return bound;
    }
}
