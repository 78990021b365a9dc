using System.Runtime.CompilerServices;

namespace ChaosHarness.Tests.Kit;

/// <summary>
/// Compares a text with the one that was approved, which stands beside the test as
/// <c>TestClass.Method.verified.EXT</c>. On a mismatch the new text is written to <c>TestClass.Method.received.EXT</c>:
/// look at the difference, and if the new one is right, move it over the approved one. The names are those of Verify,
/// so that a team with Verify can switch.
/// </summary>
internal static class Approve
{
    /// <param name="text">What the code made.</param>
    /// <param name="extension">What kind of text it is, such as <c>html</c>, for editors.</param>
    public static void Text(
        string text, string extension, [CallerFilePath] string testFile = "", [CallerMemberName] string method = "")
    {
        string name = $"{Path.GetFileNameWithoutExtension(testFile)}.{method}";
        string stem = Path.Combine(Path.GetDirectoryName(testFile)!, name);
        string verified = $"{stem}.verified.{extension}";
        string received = $"{stem}.received.{extension}";
        string approved = File.Exists(verified) ? Normalised(File.ReadAllText(verified)) : "";
        if (approved == Normalised(text))
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Fail(
            $"{Path.GetFileName(verified)} {Difference(approved, Normalised(text))}\n"
            + $"If the new text is right:\n  mv '{received}' '{verified}'");
    }

    private static string Normalised(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>The first line that differs, since the whole of a page helps nobody in a console.</summary>
    private static string Difference(string approved, string text)
    {
        if (approved.Length == 0)
            return "is not there yet.";
        string[] old = approved.Split('\n');
        string[] now = text.Split('\n');
        int line = Enumerable.Range(0, Math.Min(old.Length, now.Length)).FirstOrDefault(i => old[i] != now[i], -1);
        return line < 0
            ? $"has {old.Length} lines, and now there are {now.Length}."
            : $"differs in line {line + 1}:\n  approved: {Around(old[line], now[line])}\n"
                + $"  now:      {Around(now[line], old[line])}";
    }

    private static string Around(string line, string other)
    {
        int column = Enumerable.Range(0, Math.Min(line.Length, other.Length))
            .FirstOrDefault(i => line[i] != other[i], Math.Min(line.Length, other.Length));
        int from = Math.Max(0, column - 40);
        return line.Substring(from, Math.Min(120, line.Length - from));
    }
}
