using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>Reads a table's variables. Those that use others are written out, so that each needs the live configuration only.</summary>
internal static class Variables
{
    /// <summary>All variables by name.</summary>
    public static Dictionary<string, Formula> Read(YamlMap file, ProblemList problems)
    {
        Dictionary<string, Formula> read = [];
        foreach (YamlEntry entry in file.MapOf("variables"))
        {
            if (entry.Value is YamlScalar { IsNull: false } text && BoundParser.FormulaComplaint(text.Text) is null)
                read[entry.Key.Text] = FormulaParser.Parse(text.Text);
        }

        Dictionary<string, Formula> written = [];
        foreach ((string name, Formula formula) in read)
        {
            if (WriteOut(formula.Root, read, [name]) is { } root)
                written[name] = formula with { Root = root };
            else
                problems.Add(file.MapOf("variables").First(e => e.Key.Text == name).Value, $"variable '{name}' needs itself: write a formula that does not lead back to it");
        }

        return written;
    }

    /// <summary>Complains about names in a bound that are no variables.</summary>
    public static void Check(Bound bound, YamlItem at, IEnumerable<string> known, ProblemList problems)
    {
        foreach (string name in (bound.Min?.Variables ?? []).Concat(bound.Max?.Variables ?? []).Except(known))
            problems.Add(at, Suggestion.Unknown("variable", name, known) + " (variables stand in the table under 'variables')");
    }

    private static FormulaNode? WriteOut(FormulaNode node, Dictionary<string, Formula> all, string[] within)
    {
        if (node is FormulaNode.Call call)
        {
            FormulaNode?[] arguments = [.. call.Arguments.Select(a => WriteOut(a, all, within))];
            return arguments.Contains(null) ? null : call with { Arguments = [.. arguments.Select(a => a!)] };
        }

        if (node is not FormulaNode.Variable variable || !all.TryGetValue(variable.Name, out Formula? formula))
            return node;
        return within.Contains(variable.Name) ? null : WriteOut(formula.Root, all, [.. within, variable.Name]);
    }
}
