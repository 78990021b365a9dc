using ChaosHarness.Labs.Native;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>Boots a node: makes its namespaces, mounts its file systems, starts its supervisor as pid 1.</summary>
internal static class NodeBoot
{
    /// <summary>What root of a node must not do to the host when it is root there too.</summary>
    private const int SystemTime = 25, SystemBoot = 22, SystemModule = 16, RawIo = 17;

    /// <summary>The proc file system can only be mounted from within the pid namespace it shows.</summary>
    private static readonly string[] Init =
        ["/bin/sh", "-c", $"mount -t proc proc /proc && exec s6-svscan -d 3 {ServiceFolder.All}"];

    private const string SystemRequests = "/proc/sysrq-trigger";

    private static readonly string[] Devices = ["null", "zero", "full", "random", "urandom", "tty"];

    private static readonly (string Target, string Name)[] DeviceLinks =
    [
        ("/proc/self/fd", "fd"), ("/proc/self/fd/0", "stdin"), ("/proc/self/fd/1", "stdout"),
        ("/proc/self/fd/2", "stderr"), ("pts/ptmx", "ptmx"),
    ];

    /// <summary>Starts the node's pid 1 and gives its id; returns when the supervisor is ready.</summary>
    internal static int Start(LabPlan plan, NodeSpec node, NodePlace place, int log)
    {
        var ready = Pipe.Create();
        int nothing = Libc.Open("/dev/null", Libc.CloseOnExec, 0);
        try
        {
            using var steps = new Steps();
            Lead(steps, plan, node, place);
            int pid = Child.Start(steps, new ChildStart(Init)
            {
                Descriptors = [(nothing, 0), (log, 1), (log, 2), (ready.Write, 3)],
            });
            _ = Libc.Close(ready.Write);
            ready = ready with { Write = -1 };
            return Said(ready.Read) ? pid
                : throw new LabException($"{node.Name} did not boot: {File.ReadAllText(place.SupervisorLog).Trim()}");
        }
        finally
        {
            foreach (int fd in (int[])[ready.Read, ready.Write, nothing])
                _ = Libc.Close(fd);
        }
    }

    /// <summary>Makes the kernel's settings read-only in a node whose root is root of the host, as it may not set them.</summary>
    internal static void ProtectHost(int initPidFd)
    {
        using var steps = new Steps();
        steps.Enter(initPidFd, Steps.NewMount)
            .BindMount("/proc/sys/net", "/proc/sys/net")
            .BindMount("/proc/sys", "/proc/sys").MakeReadOnly("/proc/sys", recursive: false);
        if (File.Exists(SystemRequests))
            steps.BindMount(SystemRequests, SystemRequests).MakeReadOnly(SystemRequests, recursive: false);
        Child.Walk(steps);
    }

    private static void Lead(Steps steps, LabPlan plan, NodeSpec node, NodePlace place)
    {
        string root = place.Root;
        steps.Unshare(Steps.NewMount | Steps.NewNet | Steps.NewUts | Steps.NewIpc | Steps.NewPid);
        var losable = plan.LosableOf(node);
        MountDevices(steps, $"{root}/dev", losable.Count > 0 ? [.. Devices, NodeVolumes.Device] : Devices);
        steps.BindMount(place.Run, $"{root}/run")
            .Mount("tmpfs", $"{root}/tmp", "tmpfs", Steps.NoSuid | Steps.NoDev, "mode=1777")
            .Mount("sysfs", $"{root}/sys", "sysfs", Steps.ReadOnly | Steps.NoSuid | Steps.NoDev | Steps.NoExec)
            // Without a whole proc in sight the kernel lets nobody without root mount the node's own one over it.
            .BindMount("/proc", $"{root}/proc");
        foreach (var (host, inNode, readOnly) in plan.SharesOf(node))
            Share(steps, host, root + inNode, readOnly);
        foreach (var volume in losable)
            // What is seen there while it is not mounted must not take a database's files.
            MakeFolders(steps, root + volume.Path)
                .Mount("tmpfs", root + volume.Path, "tmpfs", Steps.ReadOnly | Steps.NoSuid | Steps.NoDev, "mode=0555");
        steps.HostName(node.Name);
        if (!plan.Rootless)
            steps.DropCapability(SystemTime).DropCapability(SystemBoot).DropCapability(SystemModule)
                .DropCapability(RawIo);
        steps.PivotRoot(root);
    }

    private static void MountDevices(Steps steps, string dev, IEnumerable<string> devices)
    {
        steps.Mount("tmpfs", dev, "tmpfs", Steps.NoSuid, "mode=0755,size=1m");
        foreach (string device in devices)
            steps.Touch($"{dev}/{device}").BindMount($"/dev/{device}", $"{dev}/{device}");
        foreach (var (target, name) in DeviceLinks)
            steps.Link(target, $"{dev}/{name}");
        steps.MakeFolder($"{dev}/pts")
            .Mount("devpts", $"{dev}/pts", "devpts", Steps.NoSuid | Steps.NoExec, "newinstance,ptmxmode=0666,mode=0620")
            .MakeFolder($"{dev}/shm").Mount("tmpfs", $"{dev}/shm", "tmpfs", Steps.NoSuid | Steps.NoDev, "mode=1777");
    }

    private static void Share(Steps steps, string host, string target, bool readOnly)
    {
        MakeFolders(steps, target).BindMount(host, target);
        if (readOnly)
            steps.MakeReadOnly(target, recursive: true);
    }

    private static Steps MakeFolders(Steps steps, string path)
    {
        for (int slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
            steps.MakeFolder(path[..slash]);
        return steps.MakeFolder(path);
    }

    private static unsafe bool Said(int fd)
    {
        byte letter;
        return Libc.Read(fd, &letter, 1) == 1;
    }
}
