using YamlDotNet.Core;

namespace ChaosHarness.Scenarios.Yaml;

/// <summary>Turns a YAML parser's message into one that says what to do.</summary>
internal static class SyntaxMessage
{
    /// <summary>One sentence for a syntax error.</summary>
    public static string Of(YamlException error, string text)
    {
        string line = text.Split('\n').ElementAtOrDefault((int)error.Start.Line - 1) ?? "";
        if (line.Contains(": >", StringComparison.Ordinal) && line.Contains(">=", StringComparison.Ordinal))
            return "YAML takes a leading '>' for the start of a folded text: write 'at least ...' instead of '>= ...'";
        if (line.TrimStart(' ').StartsWith('\t'))
            return "YAML does not allow tabs for indentation: use spaces";
        if (line.Contains("${", StringComparison.Ordinal) && line.Contains('{'))
            return $"this is not valid YAML ({Plain(error)}): put a text that holds '${{...}}' in quotes";
        return $"this is not valid YAML ({Plain(error)}): check indentation, quotes and brackets here and in the line above";
    }

    private static string Plain(YamlException error)
    {
        string message = error.Message;
        int colon = message.IndexOf("): ", StringComparison.Ordinal);
        return (colon < 0 ? message : message[(colon + 3)..]).TrimEnd('.').ToLowerInvariant();
    }
}
