using System.Text;
using ChaosHarness.Histories;

namespace ChaosHarness.Checkers.Consistency;

/// <summary>Tells the format of a history file from what it begins with; where that does not tell, from its name.</summary>
public static class FormatGuess
{
    /// <summary>So many bytes of the beginning are enough.</summary>
    public const int HeadSize = 64 * 1024;

    /// <summary>The name of the format, or null when nothing tells.</summary>
    /// <param name="head">The first bytes of the file.</param>
    /// <param name="fileName">Its name; may be empty.</param>
    public static string? Of(ReadOnlySpan<byte> head, string fileName)
    {
        if (head.Length >= HistoryFormat.HeaderSize && HistoryFormat.IsHeader(head[..HistoryFormat.HeaderSize]))
            return "chaos";
        string text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF');
        return OfText(text) ?? Path.GetExtension(fileName) switch
        {
            ".ops" => "chaos",
            ".json" or ".jsonl" or ".ndjson" => "jepsen-json",
            ".edn" => "jepsen-edn",
            ".log" => "etcd-log",
            _ => null,
        };
    }

    private static string? OfText(string text)
    {
        if (text.Contains("jepsen.util - ", StringComparison.Ordinal))
            return "etcd-log";
        int map = text.IndexOf('{', StringComparison.Ordinal);
        if (map < 0 || !IsOpening(text.AsSpan(0, map)))
            return null;
        ReadOnlySpan<char> inside = text.AsSpan(map + 1).TrimStart();
        if (inside.StartsWith("\""))
            return "jepsen-json";
        if (!inside.StartsWith(":"))
            return null;
        return text.Contains(":f :get", StringComparison.Ordinal) || text.Contains(":f :put", StringComparison.Ordinal)
            ? "kv" : "jepsen-edn";
    }

    /// <summary>Whether only brackets, blanks and EDN comments stand before the first map.</summary>
    private static bool IsOpening(ReadOnlySpan<char> text)
    {
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            ReadOnlySpan<char> rest = line.Trim(" \t[(,");
            if (rest.Length > 0 && rest[0] != ';')
                return false;
        }

        return true;
    }
}
