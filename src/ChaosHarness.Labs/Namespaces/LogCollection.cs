using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>Copies a node's logs, whether it runs or not.</summary>
internal static class LogCollection
{
    /// <summary>
    /// Copies to <paramref name="folder"/>: <c>s6.log</c>, <c>SERVICE.log</c> and <c>SERVICE-NAME</c> for each log
    /// file that a service writes by itself.
    /// </summary>
    internal static void Copy(NodeSpec node, NodeFiles disk, string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        Copy(disk, ServiceFolder.LogOf("s6"), Path.Combine(folder, "s6.log"));
        foreach (var service in node.Services)
        {
            ct.ThrowIfCancellationRequested();
            Copy(disk, ServiceFolder.LogOf(service.Name), Path.Combine(folder, $"{service.Name}.log"));
            foreach (string log in service.Logs)
                Copy(disk, log, Path.Combine(folder, $"{service.Name}-{Path.GetFileName(log)}"));
        }
    }

    private static void Copy(NodeFiles disk, string from, string to)
    {
        try
        {
            using var source = new FileStream(disk.OpenRead(from), FileAccess.Read);
            using var target = new FileStream(to, FileMode.Create, FileAccess.Write);
            source.CopyTo(target);
        }
        catch (FileNotFoundException)
        {
            // A service that never ran has written none.
        }
    }
}
