using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>Where a node's file systems are, as the harness sees them.</summary>
internal sealed class NodePlace(string folder)
{
    internal string Upper => Path.Combine(folder, "upper");
    internal string Work => Path.Combine(folder, "work");

    /// <summary>The mounted overlay: the node's disk.</summary>
    internal string Root => Path.Combine(folder, "root");

    /// <summary>The memory file system that the node has at /run; a fresh one at every boot.</summary>
    internal string Run => Path.Combine(folder, "run");

    /// <summary>Where its services ask for somebody's power; see <see cref="PowerDesk"/>.</summary>
    internal string PowerSwitch => Path.Combine(Run, PowerDesk.FolderInRun);

    /// <summary>What the supervisor itself said.</summary>
    internal string SupervisorLog => Upper + Namespaces.ServiceFolder.LogOf("s6");

    internal string ServiceFolder(string service) => Path.Combine(Run, "service", service);

    internal string Supervise(string service) => Path.Combine(ServiceFolder(service), "supervise");

    /// <summary>Takes away whatever is mounted there.</summary>
    internal void Unmount()
    {
        foreach (string path in (string[])[Run, Root])
            _ = Libc.Unmount(path, Libc.Detach);
    }

    internal void Make()
    {
        foreach (string path in (string[])[Upper, Work, Root, Run])
            Directory.CreateDirectory(path);
    }
}
