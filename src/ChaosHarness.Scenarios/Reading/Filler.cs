using ChaosHarness.Scenarios.Values;
using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>Gives the values of a file with <c>${...}</c> filled in, and complains at the right place.</summary>
internal sealed class Filler(ProblemList problems, TemplateScope scope)
{
    private const string If = "${if ";

    /// <summary>The same for one node.</summary>
    public Filler On(NodeSpec node) => new(problems, scope.On(node));

    /// <summary>The names it knows.</summary>
    public TemplateScope Scope => scope;

    /// <summary>A plain value filled in.</summary>
    public string Text(YamlScalar scalar) => Template(scalar).Fill(scalar.Text);

    /// <summary>A key's plain value filled in, or null when it is missing.</summary>
    public string? Text(YamlMap map, string key) => map.Scalar(key) is { } scalar ? Text(scalar) : null;

    /// <summary>A key's plain value filled in and of the right type, or null when it is missing or wrong.</summary>
    public string? Text(YamlMap map, string key, ScalarType type)
    {
        if (map.Scalar(key) is not { } scalar)
            return null;
        string text = Text(scalar);
        if (type.Complaint(text) is not { } complaint)
            return text;
        if (text != scalar.Text)
            problems.Add(scalar, $"{complaint} ('{scalar.Text}' filled in)");
        return null;
    }

    /// <summary>A list's plain values filled in; an item with <c>${each GROUP}</c> is repeated.</summary>
    public IReadOnlyList<string> List(YamlMap map, string key) => [.. map.ScalarsOf(key).SelectMany(Repeat)];

    /// <summary>A plain value filled in: none when its condition does not hold, several when it is repeated.</summary>
    public IEnumerable<string> Repeat(YamlScalar scalar) => Template(scalar).Repeat(scalar.Text);

    /// <summary>A map's plain values filled in.</summary>
    public IReadOnlyDictionary<string, string> Map(YamlMap map, string key) => map.MapOf(key)
        .Where(e => e.Value is YamlScalar { IsNull: false })
        .ToDictionary(e => e.Key.Text, e => Text((YamlScalar)e.Value));

    /// <summary>Whether a map counts: it has no 'if', or what that says of a parameter holds.</summary>
    public bool Applies(YamlMap map) =>
        map.Scalar("if") is not { } condition || Template(condition, If.Length).Repeat(If + condition.Text + "} it does").Any();

    /// <param name="scalar">The text.</param>
    /// <param name="added">So many characters stand before it in the template that are not in the file.</param>
    private Template Template(YamlScalar scalar, int added = 0)
    {
        bool block = scalar.Quoted && scalar.Text.Contains('\n', StringComparison.Ordinal);
        // The text of a block begins in the line after its mark; a quote stands before the text.
        (int down, int right) = block ? (1, 1) : (0, scalar.Column + (scalar.Quoted ? 1 : 0));
        return new(scope, (line, column, message) => problems.Add(scalar.Line + down + line, right + column - added, message));
    }
}
