using System.Text;
using System.Text.RegularExpressions;

namespace ChaosHarness.Scenarios.Reading;

/// <summary>
/// Fills in <c>${name}</c>. A line that begins with <c>${if name = value}</c> (or <c>!=</c>) is kept only when that
/// holds; a line with <c>${each GROUP}</c> is repeated for every node of the group, which is <c>${each.name}</c> and
/// <c>${each.address}</c> there. <c>$${</c> stands for <c>${</c> itself.
/// </summary>
/// <param name="scope">The names it knows.</param>
/// <param name="complain">Called with the line (from 0), the column (from 0) and a sentence.</param>
internal sealed partial class Template(TemplateScope scope, Action<int, int, string> complain)
{
    /// <summary>Fills in a text of any number of lines.</summary>
    public string Fill(string text)
    {
        StringBuilder filled = new(text.Length);
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (string line in Repeat(lines[i], i))
                filled.Append(line).Append('\n');
        }

        return filled.ToString(0, Math.Max(0, filled.Length - 1));
    }

    /// <summary>Fills in one line: none when its condition does not hold, several when it is repeated.</summary>
    public IEnumerable<string> Repeat(string line, int number = 0)
    {
        Match condition = If().Match(line);
        if (condition.Success)
        {
            if (!Holds(condition, number))
                return [];
            line = line[condition.Length..];
        }

        int cut = condition.Length;
        Match each = Each().Match(line);
        if (!each.Success)
            return [Replace(line, number, cut, scope)];
        string group = each.Groups[1].Value;
        if (scope.Nodes(group) is not { } nodes)
        {
            complain(number, cut + each.Index, Suggestion.Unknown("group", group, scope.Groups));
            return [];
        }

        string rest = line.Remove(each.Index, each.Length);
        return nodes.Select(node => Replace(rest, number, cut, scope.For(node))).ToList();
    }

    private bool Holds(Match condition, int number)
    {
        if (Value(condition.Groups[1].Value, number, condition.Groups[1].Index, scope) is not { } value)
            return true;
        return value == condition.Groups[3].Value == (condition.Groups[2].Value == "=");
    }

    private string Replace(string line, int number, int cut, TemplateScope names) => Name().Replace(line, match =>
        match.Value.StartsWith("$$", StringComparison.Ordinal)
            ? match.Value[1..]
            : Value(match.Groups[1].Value.Trim(), number, cut + match.Index, names) ?? match.Value);

    private string? Value(string name, int line, int column, TemplateScope names)
    {
        string? value = names.Value(name);
        if (value is null)
            complain(line, column, Suggestion.Unknown("name", name, names.Names) + " (in ${...})");
        return value;
    }

    [GeneratedRegex(@"^\s*\$\{if ([\w.-]+) *(!?=) *([^}]*?) *\} ?")]
    private static partial Regex If();

    [GeneratedRegex(@"\$\{each ([\w-]+)\} ?")]
    private static partial Regex Each();

    [GeneratedRegex(@"\$?\$\{([^}]*)\}")]
    private static partial Regex Name();
}
