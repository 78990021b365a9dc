namespace ChaosHarness.Labs.Namespaces;

/// <summary>
/// The files in the temporary folder through which debuggers reach this process. The runtime removes them when it ends,
/// but nobody does when it is killed, and a killed launcher must leave nothing behind.
/// </summary>
internal static class RuntimeEndpoints
{
    private static readonly EnumerationOptions Accessible = new() { IgnoreInaccessible = true };

    /// <summary>Removes them now. The inner process keeps its own, in a folder that ends with it.</summary>
    internal static void GiveUp()
    {
        string[] patterns =
            [$"dotnet-diagnostic-{Environment.ProcessId}-*-socket", $"clr-debug-pipe-{Environment.ProcessId}-*"];
        if (!Directory.Exists(Path.GetTempPath()))
            return;
        foreach (string file in patterns.SelectMany(pattern => Directory.GetFiles(Path.GetTempPath(), pattern, Accessible)))
            File.Delete(file);
    }
}
