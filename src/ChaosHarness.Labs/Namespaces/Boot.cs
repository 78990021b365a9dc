using ChaosHarness.Journals;
using ChaosHarness.Labs.Native;
using ChaosHarness.Scenarios;
using Microsoft.Win32.SafeHandles;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>One life of a node, from power on to power off.</summary>
internal sealed class Boot : IAsyncDisposable
{
    private readonly NodePlace _place;
    private readonly Reaped _init;
    private readonly FolderWatch _folders;
    private readonly Dictionary<string, ServiceTracker> _services = new(StringComparer.Ordinal);
    private readonly ProcessSearch? _search;
    private readonly Dictionary<string, int> _supervisors = new(StringComparer.Ordinal);

    private Boot(NodeSpec node, NodePlace place, int init, FdWatcher watcher, IJournal journal, TimeProvider clock)
    {
        _place = place;
        _init = new Reaped(watcher, init);
        NetNamespace = new SafeFileHandle(Libc.Open($"/proc/{init}/ns/net", Libc.CloseOnExec, 0), ownsHandle: true);
        PidNamespace = ProcFiles.PidNamespace(init) ?? throw new LabException($"{node.Name} went down while booting");
        Files = new NodeFiles($"/proc/{init}/root");
        _folders = new FolderWatch(watcher);
        foreach (var service in node.Services.Where(s => s.Process is null))
            Track(node.Name, service.Name, watcher, journal);
        var followed = node.Services.Where(s => s.Process is not null).ToList();
        foreach (var service in followed)
            _services.Add(service.Name, new ServiceTracker(node.Name, service.Name, OfNode, watcher, journal));
        if (followed.Count > 0)
            _search = new ProcessSearch($"/proc/{init}/root/proc", followed, _services, clock);
    }

    /// <summary>The node's pid 1 as the harness sees it.</summary>
    internal int InitPid => _init.Pid;

    /// <summary>Names the node's pid 1 even when its id has come to mean another process.</summary>
    internal int InitPidFd => _init.PidFd;

    internal SafeFileHandle NetNamespace { get; }

    internal string PidNamespace { get; }

    /// <summary>The node's files, memory file systems included.</summary>
    internal NodeFiles Files { get; }

    /// <summary>Boots the node and leaves its services down.</summary>
    internal static Boot Start(
        LabPlan plan, NodeSpec node, NodePlace place, FdWatcher watcher, IJournal journal, TimeProvider clock)
    {
        MountRun(node, place, plan.Accounts);
        using var disk = new NodeFiles(place.Root);
        using var log = disk.OpenAppend(ServiceFolder.LogOf("s6"));
        int init = NodeBoot.Start(plan, node, place, (int)log.DangerousGetHandle());
        var boot = new Boot(node, place, init, watcher, journal, clock);
        if (!plan.Rootless)
            NodeBoot.ProtectHost(boot.InitPidFd);
        return boot;
    }

    /// <summary>Makes a folder and calls back when a file is moved into it.</summary>
    internal void Watch(string folder, Action<Instant> callback)
    {
        Directory.CreateDirectory(folder);
        _folders.Add(folder, callback);
    }

    /// <exception cref="LabException">The node has no such service.</exception>
    internal ServiceTracker Service(string name) => _services.GetValueOrDefault(name)
        ?? throw new LabException($"no service '{name}' here; there is {string.Join(", ", _services.Keys)}");

    /// <summary>Cuts the power: returns when every process is gone and every exit is journalled.</summary>
    internal async Task KillAsync()
    {
        _init.Kill();
        await _init.ExitCode;
        await Task.WhenAll(_services.Values.Select(s => s.WaitAsync(() => s.Pid is null, CancellationToken.None)));
    }

    public async ValueTask DisposeAsync()
    {
        NetNamespace.Dispose();
        if (_search is not null)
            await _search.DisposeAsync();
        _init.Kill();
        await _init.ExitCode;
        foreach (var service in _services.Values)
            service.End();
        _folders.Dispose();
        Files.Dispose();
        _ = Libc.Unmount(_place.Run, Libc.Detach);
    }

    private void Track(string node, string service, FdWatcher watcher, IJournal journal)
    {
        string supervise = _place.Supervise(service);
        var tracker = new ServiceTracker(node, service, OfSupervisor, watcher, journal);
        _services.Add(service, tracker);
        // s6 writes that a process has ended a moment after it has.
        _folders.Add(supervise, at => tracker.Look(SuperviseStatus.Read(supervise).Pid, at));

        int OfSupervisor(int pidInNode) =>
            ProcFiles.Children(Supervisor(service)).FirstOrDefault(c => ProcFiles.InnermostPid(c) == pidInNode);
    }

    /// <summary>A process of the node as the harness sees it, by its id in the node; 0 when it is gone.</summary>
    private int OfNode(int pidInNode) => ProcFiles.All().FirstOrDefault(
        pid => ProcFiles.PidNamespace(pid) == PidNamespace && ProcFiles.InnermostPid(pid) == pidInNode);

    /// <summary>The s6-supervise process of a service; s6-svscan starts another one if it dies.</summary>
    private int Supervisor(string service)
    {
        lock (_supervisors)
        {
            if (!_supervisors.TryGetValue(service, out int pid) || !IsSupervisor(pid, service))
                _supervisors[service] = pid =
                    ProcFiles.Children(InitPid).FirstOrDefault(child => IsSupervisor(child, service));
            return pid;
        }
    }

    private static bool IsSupervisor(int pid, string service) =>
        ProcFiles.CommandLine(pid) is ["s6-supervise", var name] && name == service;

    private static void MountRun(NodeSpec node, NodePlace place, Accounts accounts)
    {
        if (Libc.Mount("tmpfs", place.Run, "tmpfs", Steps.NoSuid | Steps.NoDev, "mode=0755") < 0)
            throw new LabException($"{place.Run} cannot be mounted: {Libc.LastError}");
        Directory.CreateDirectory(Path.Combine(place.Run, "lock"));
        foreach (var service in node.Services.Where(s => s.Process is null))
        {
            Directory.CreateDirectory(place.Supervise(service.Name));
            foreach (var (name, content, isProgram) in ServiceFolder.Files(service, accounts[service.User]))
            {
                string path = Path.Combine(place.ServiceFolder(service.Name), name);
                File.WriteAllText(path, content);
                if (isProgram)
                    _ = Libc.ChangeModeAt(-100, path, 0b111_101_101, 0);
            }
        }
        Directory.CreateDirectory(Path.Combine(place.Run, "service"));
    }
}
