using YamlDotNet.Core;

namespace ChaosHarness.Scenarios.Yaml;

/// <summary>
/// Turns a YAML parser's complaint into one that says what to do, at the place where it has to be done.
/// </summary>
internal static class SyntaxMessage
{
    /// <summary>For errors of which no more is known than that they come after this place.</summary>
    public const string Unclosed =
        "this is not valid YAML: a bracket or a quote that begins here or below is not closed";

    /// <summary>Adds the problem for a syntax error.</summary>
    public static void Add(YamlException error, string text, ProblemList problems)
    {
        string[] lines = text.Split('\n');
        (int line, int column) = ((int)error.Start.Line, (int)error.Start.Column);
        for (int i = line; i <= Math.Min((int)error.End.Line + 1, lines.Length); i++)
        {
            int tab = lines[i - 1].IndexOf('\t', StringComparison.Ordinal);
            if (tab < 0 || lines[i - 1].AsSpan(0, tab).ContainsAnyExcept(' '))
                continue;
            problems.Add(i, tab + 1, "YAML does not allow tabs for indentation: use spaces");
            return;
        }

        problems.Add(line, column, Advice(error, lines.ElementAtOrDefault(line - 1) ?? ""));
    }

    private static string Advice(YamlException error, string line)
    {
        if (line.Contains(": >=", StringComparison.Ordinal))
            return "YAML takes a leading '>' for the start of a folded text: write 'at least ...' instead of '>= ...'";
        if (Plain(error).Contains("mapping", StringComparison.Ordinal) && line.Split(": ").Length > 2)
            return $"this is not valid YAML ({Plain(error)}): put a text that holds ': ' in quotes";
        return line.Contains("${", StringComparison.Ordinal)
            ? $"this is not valid YAML ({Plain(error)}): put a text that holds '${{...}}' in quotes"
            : $"this is not valid YAML ({Plain(error)}): check indentation, quotes and brackets here and above";
    }

    private static string Plain(YamlException error)
    {
        string message = error.Message;
        int place = message.IndexOf("): ", StringComparison.Ordinal);
        return (place < 0 ? message : message[(place + 3)..]).TrimEnd('.').ToLowerInvariant();
    }
}
