using System.Text;

namespace ChaosHarness.Watchers.HAProxy;

/// <summary>
/// Reads the table that <c>show stat</c> answers with: comma-separated, its first line naming the columns.
/// </summary>
internal static class HAProxyStatistics
{
    /// <summary>The rows, each by column name.</summary>
    /// <exception cref="FormatException">It is no such table.</exception>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length == 0 || !lines[0].StartsWith("# pxname,svname,", StringComparison.Ordinal))
            throw new FormatException($"'show stat' answered '{(lines.Length == 0 ? "" : lines[0])}'");
        IReadOnlyList<string> columns = Fields(lines[0][2..]);
        return [.. lines.Skip(1).Select(line => Row(columns, Fields(line)))];
    }

    private static Dictionary<string, string> Row(IReadOnlyList<string> columns, IReadOnlyList<string> fields) =>
        columns.Zip(fields).Where(p => p.First.Length > 0).ToDictionary(p => p.First, p => p.Second);

    private static List<string> Fields(string line)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        foreach (char c in line)
        {
            // A doubled quote within quotes leaves and enters them again; none is in the fields used here.
            if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
                Next();
            else
                field.Append(c);
        }

        Next();
        return fields;

        void Next()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }
}
