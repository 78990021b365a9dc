using System.Text.RegularExpressions;
using ChaosHarness.TestKit;

namespace ChaosHarness.Tests.HouseRules;

/// <summary>The rules about source text that nobody should have to remember.</summary>
public sealed partial class Tidy
{
    // The norm is 120 columns; this is where reading stops being possible.
    private const int LineLimit = 180;
    private const int FileLimit = 340;

    [Fact]
    public void Lines_and_files_are_short()
    {
        List<string> tooLong = [];
        foreach (string path in Repository.Files("src", "*.cs"))
        {
            string[] lines = File.ReadAllLines(path);
            if (lines.Length > FileLimit)
                tooLong.Add($"{Repository.Relative(path)}: {lines.Length} lines");
            tooLong.AddRange(lines.Index().Where(l => l.Item.Length > LineLimit)
                .Select(l => $"{Repository.Relative(path)}:{l.Index + 1}: {l.Item.Length} columns"));
        }

        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_leftover_notes_to_self()
    {
        Assert.Empty(Repository.Files("src", "*.cs")
            .SelectMany(path => File.ReadAllLines(path).Index()
                .Where(l => Leftover().IsMatch(l.Item))
                .Select(l => $"{Repository.Relative(path)}:{l.Index + 1}: {l.Item.Trim()}")));
    }

    [Fact]
    public void The_top_level_is_the_fixed_one()
    {
        string[] expected =
            ["ChaosHarness.sln", "README.md", "reports", "runsettings.xml", "scenarios", "src", "tests"];
        IEnumerable<string> found = Directory.EnumerateFileSystemEntries(Repository.Root)
            .Select(p => Path.GetFileName(p)!).Where(n => !n.StartsWith('.'));
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Leftover();
}
