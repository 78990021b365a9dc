namespace ChaosHarness.Labs.Images;

/// <summary>Debian's list of installed packages.</summary>
internal static class DpkgStatus
{
    /// <summary>One line per installed package of a root file system: its name and its version.</summary>
    internal static IReadOnlyList<string> Installed(string root) =>
        [.. Parse(File.ReadAllText(Path.Combine(root, "var/lib/dpkg/status")))];

    internal static IEnumerable<string> Parse(string status)
    {
        foreach (string paragraph in status.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = paragraph.Split('\n').Where(line => line.Contains(": ") && line[0] != ' ')
                .Select(line => line.Split(": ", 2)).ToDictionary(f => f[0], f => f[1]);
            if (fields.GetValueOrDefault("Status")?.EndsWith(" installed", StringComparison.Ordinal) == true)
                yield return $"{fields["Package"]} {fields["Version"]}";
        }
    }
}
