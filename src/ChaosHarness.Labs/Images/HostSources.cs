namespace ChaosHarness.Labs.Images;

/// <summary>The host's own Debian mirror, so that a site's mirror is used where there is one.</summary>
internal static class HostSources
{
    private static readonly string[] Files = ["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"];

    /// <summary>
    /// Copies the host's sources of <paramref name="suite"/> into a folder and gives the copy's path; null when it has
    /// none, and mmdebstrap's own default is right.
    /// </summary>
    internal static string? Copy(string suite, string folder)
    {
        foreach (string file in Files.Where(File.Exists))
        {
            string entries = Select(suite, File.ReadAllText(file));
            // mmdebstrap tells the two formats apart by the name.
            string copy = Path.Combine(folder, "host" + Path.GetExtension(file));
            if (entries.Length == 0)
                continue;
            File.WriteAllText(copy, entries + "\n");
            return copy;
        }
        return null;
    }

    /// <summary>The entries of a sources file that are about the suite, its updates or its security fixes.</summary>
    internal static string Select(string suite, string sources)
    {
        bool deb822 = sources.Split('\n').Any(line => line.StartsWith("Types:", StringComparison.OrdinalIgnoreCase));
        var entries = deb822 ? sources.Split("\n\n") : sources.Split('\n');
        return string.Join(deb822 ? "\n\n" : "\n", entries.Where(entry => IsOf(suite, entry)).Select(e => e.Trim()));
    }

    private static bool IsOf(string suite, string entry)
    {
        var words = entry.Split('\n').Where(line => !line.TrimStart().StartsWith('#'))
            .SelectMany(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).ToList();
        return words.Contains("main") && (words.Contains("deb"))
            && words.Any(w => w == suite || w.StartsWith(suite + "-", StringComparison.Ordinal))
            && !words.Any(w => w.StartsWith("file:", StringComparison.Ordinal));
    }
}
