using ChaosHarness.Scenarios.Reading;

namespace ChaosHarness.Scenarios;

/// <summary>Finds what users wrote below a folder.</summary>
public static class Library
{
    /// <summary>Every scenario file below a folder, by path. Files below a folder <c>stacks</c> are none.</summary>
    public static IReadOnlyList<string> Scenarios(string folder) =>
        [.. Files(folder, "*.yaml").Where(p => !IsBelowStacks(p))];

    /// <summary>Every stack file below a folder, by path.</summary>
    public static IReadOnlyList<string> Stacks(string folder) =>
        [.. Files(folder, SourceFolder.StackFile).Where(IsBelowStacks)];

    private static IEnumerable<string> Files(string folder, string pattern) => !Directory.Exists(folder) ? [] :
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static bool IsBelowStacks(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder
        && folder.Split(Path.DirectorySeparatorChar).Contains(SourceFolder.Stacks);
}
