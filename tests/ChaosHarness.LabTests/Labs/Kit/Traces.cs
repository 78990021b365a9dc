namespace ChaosHarness.LabTests.Labs.Kit;

/// <summary>Everything on a machine that a lab could leave behind.</summary>
internal sealed record Traces(
    IReadOnlyList<string> Processes, IReadOnlyList<string> Mounts, IReadOnlyList<string> Interfaces,
    IReadOnlyList<string> Cgroups, IReadOnlyList<string> Files)
{
    internal static Traces Look(IEnumerable<string> folders) => new(
        [.. ListProcesses()],
        // Their ids differ from look to look where others mount something in the meantime.
        [.. File.ReadLines("/proc/self/mountinfo").Select(line => string.Join(' ', line.Split(' ')[3..5]))],
        [.. Directory.GetFileSystemEntries("/sys/class/net").Order()],
        [.. Below("/sys/fs/cgroup", directories: true)],
        [.. folders.SelectMany(folder => Below(folder, directories: false))]);

    /// <summary>What is there now and was not before.</summary>
    internal IReadOnlyList<string> Since(Traces before) =>
    [
        .. Processes.Except(before.Processes), .. Mounts.Except(before.Mounts),
        .. Interfaces.Except(before.Interfaces), .. Cgroups.Except(before.Cgroups), .. Files.Except(before.Files),
    ];

    private static IEnumerable<string> ListProcesses()
    {
        foreach (string folder in Directory.GetDirectories("/proc").Where(f => char.IsAsciiDigit(f[6])))
        {
            string stat;
            try
            {
                stat = File.ReadAllText($"{folder}/stat");
            }
            catch (IOException)
            {
                continue;
            }
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            yield return $"process {stat[..(stat.LastIndexOf(')') + 1)]} started at {fields[19]}";
        }
    }

    private static IEnumerable<string> Below(string folder, bool directories)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true, MaxRecursionDepth = 4, IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        if (!Directory.Exists(folder))
            return [];
        return directories ? Directory.EnumerateDirectories(folder, "*", options).Order()
            : Directory.EnumerateFileSystemEntries(folder, "*", options).Order();
    }
}
