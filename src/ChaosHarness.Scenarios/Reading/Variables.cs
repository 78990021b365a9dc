using ChaosHarness.Scenarios.Yaml;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>
/// Reads a table's variables. Those that use others are written out, so that each needs the live configuration only.
/// </summary>
internal static class Variables
{
    /// <summary>Stands for a formula that cannot be read, so that nobody complains about its name as well.</summary>
    private static readonly Formula s_unreadable = new("0", new FormulaNode.Number(0));

    /// <summary>All variables by name.</summary>
    public static Dictionary<string, Formula> Read(YamlMap file, ProblemList problems)
    {
        YamlEntry[] entries = [.. file.MapOf("variables")];
        Dictionary<string, Formula> read = entries.ToDictionary(e => e.Key.Text, e => Parse(e.Value));
        Dictionary<string, Formula> written = [];
        foreach (YamlEntry entry in entries)
        {
            string name = entry.Key.Text;
            CheckNames(read[name].Variables, entry.Value, read.Keys, problems);
            FormulaNode? root = WriteOut(read[name].Root, read, [name]);
            if (root is null)
            {
                problems.Add(entry.Value,
                    $"variable '{name}' needs itself: write a formula that does not lead back to it");
            }

            written[name] = root is null ? s_unreadable : read[name] with { Root = root };
        }

        return written;
    }

    private static Formula Parse(YamlItem item) =>
        item is YamlScalar { IsNull: false } text && BoundParser.FormulaComplaint(text.Text) is null
            ? FormulaParser.Parse(text.Text) : s_unreadable;

    /// <summary>Complains about names in a bound that are no variables.</summary>
    public static void Check(Bound bound, YamlItem at, IEnumerable<string> known, ProblemList problems) =>
        CheckNames((bound.Min?.Variables ?? []).Concat(bound.Max?.Variables ?? []), at, known, problems);

    /// <summary>
    /// A name with a dot is one of the live configuration (<c>redis.repl-timeout</c>): which of these there are is
    /// known
    /// only when the system runs.
    /// </summary>
    private static void CheckNames(
        IEnumerable<string> names, YamlItem at, IEnumerable<string> known, ProblemList problems)
    {
        foreach (string name in names.Except(known).Where(n => !n.Contains('.', StringComparison.Ordinal)))
        {
            problems.Add(at,
                Suggestion.Unknown("variable", name, known) + " (the table's 'variables' say what there is)");
        }
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
