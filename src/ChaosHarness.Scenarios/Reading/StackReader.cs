using ChaosHarness.Scenarios.Shapes;
using ChaosHarness.Scenarios.Values;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>
/// Reads a stack file in two goes: its parameters when it is opened, the rest when their values are known. It always
/// gives the best stack it can, so that mistakes in the scenario are found even when the stack has mistakes too.
/// </summary>
internal sealed class StackReader
{
    private readonly string _path;
    private readonly SourceFolder _folder;
    private readonly Vocabulary _words;
    private readonly ProblemList _problems;
    private readonly YamlMap _file;

    private StackReader(string path, string text, SourceFolder folder, Vocabulary words)
    {
        (_path, _folder, _words, _problems) = (path, folder, words, new(SourceFolder.Shown(path)));
        YamlMap? file = YamlTree.Parse(text, _problems);
        if (file is not null)
            new ShapeChecker(_problems, templates: true).Check(file, StackShape.Of(words));
        _file = file ?? new(1, 1, []);
        Parameters = StackParameter.Read(_file, _problems);
        Problems = _problems.All;
    }

    /// <summary>What scenarios may change.</summary>
    public IReadOnlyList<StackParameter> Parameters { get; }

    /// <summary>Its title.</summary>
    public string Title => _file.Text("stack") ?? "";

    /// <summary>Every mistake found so far, those in templates and the table included.</summary>
    public IReadOnlyList<Problem> Problems { get; private set; }

    /// <summary>Whether the whole table could be read, so that a row that is not there is not there.</summary>
    public bool IsTableWhole { get; private set; }

    /// <summary>Opens a stack file, or gives null when there is none.</summary>
    public static StackReader? Open(string path, SourceFolder folder, Vocabulary words) =>
        folder.Text(path) is { } text ? new(path, text, folder, words) : null;

    /// <summary>
    /// What is wrong with a value for a parameter, or with the parameter's name; null when nothing is.
    /// </summary>
    public string? Complaint(string name, string value) => Parameters.FirstOrDefault(p => p.Name == name) is { } parameter
        ? parameter.Complaint(value)
        : Suggestion.Unknown("parameter", name, Parameters.Select(p => p.Name));

    /// <summary>Fills in everything. Parameters that are not given have their defaults.</summary>
    public Stack Build(IReadOnlyDictionary<string, string> given)
    {
        Dictionary<string, string> values = Parameters.ToDictionary(
            p => p.Name, p => given.GetValueOrDefault(p.Name, p.Usable));
        IReadOnlyList<BareNode> bare = NodeReader.Read(_file, new Filler(_problems, new TemplateScope(values, [])), _problems);
        Filler filler = new(_problems, new TemplateScope(values, [.. bare.Select(b => b.Node)]));
        ServiceReader services = new(_file, _path, _folder, _problems);
        NodeSpec[] nodes = [.. bare.Select(b => b.Node with
        {
            Services = [.. b.Services.Select(s => services.Read(s, filler.On(b.Node))).OfType<ServiceSpec>()],
        })];
        PartReader parts = new(_file, nodes, filler, _words, _problems);
        Stack stack = new()
        {
            Name = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(_path))) ?? "",
            Title = Title,
            Parameters = values,
            Packages = Packages(filler),
            Nodes = nodes,
            Volumes = parts.Volumes(),
            PowerSwitch = parts.Nodes(_file, "power-switch"),
            Watches = parts.Watches,
            Roles = parts.Roles,
            EntryPoints = parts.EntryPoints(),
            Steady = parts.Steady(),
            StartLimit = Durations.Parse(filler.Text(_file, "start-limit", ScalarType.Duration) ?? "") ?? Stack.DefaultStartLimit,
            Data = parts.Data(),
            Table = new("", new Dictionary<string, Formula>(), new Dictionary<string, TableRow>()),
        };
        TableReading table = Table(stack);
        Problems = [.. _problems.All, .. services.TemplateProblems, .. table.Problems];
        IsTableWhole = table.IsWhole;
        return table.Value is null ? stack : stack with { Table = table.Value };
    }

    private IReadOnlyList<string> Packages(Filler filler)
    {
        List<string> packages = [];
        foreach (YamlScalar item in _file.ScalarsOf("packages"))
        {
            foreach (string name in filler.Repeat(item))
            {
                if (IsPackage(name))
                    packages.Add(name);
                else
                    _problems.Add(item, $"'{name}' is not the name of a Debian package: small letters, digits, '+', '-' and '.'");
            }
        }

        return [.. packages.Distinct()];
    }

    private static bool IsPackage(string text) =>
        text.Length > 1 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '+' or '-' or '.');

    private TableReading Table(Stack stack)
    {
        if (_file.Scalar("table") is not { } name)
            return new(null, [], false);
        string path = Path.Combine(Path.GetDirectoryName(_path)!, name.Text);
        if (_folder.Text(path) is { } text)
            return TableReader.Read(path, text, _folder, stack);
        _problems.Add(name, $"there is no file '{SourceFolder.Shown(path)}'");
        return new(null, [], false);
    }
}
