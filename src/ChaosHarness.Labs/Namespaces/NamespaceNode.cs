using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ChaosHarness.Journals;
using ChaosHarness.Labs.Native;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>A machine of a namespaces lab.</summary>
internal sealed class NamespaceNode : INode, IAsyncDisposable
{
    private readonly LabPlan _plan;
    private readonly NodePlace _place;
    private readonly FdWatcher _watcher;
    private readonly IJournal _journal;
    private readonly TimeProvider _clock;
    private readonly NodeServices _services;
    private readonly NodePower _power;
    private readonly NodeVolumes _volumes;
    private readonly PowerDesk _desk;
    private readonly IReadOnlyList<object> _abilities;
    private Boot? _boot;
    private bool _writtenTo;

    internal NamespaceNode(
        LabPlan plan, NodeSpec spec, Switch @switch, LabNetwork network, PowerDesk desk, FdWatcher watcher,
        IJournal journal, TimeProvider clock)
    {
        (_plan, Spec, _desk, _watcher, _journal, _clock) = (plan, spec, desk, watcher, journal, clock);
        _place = plan.PlaceOf(spec);
        _services = new NodeServices(this, _place, clock);
        _power = new NodePower(this, @switch);
        _volumes = new NodeVolumes(this, plan.LosableOf(spec), clock);
        NodeSignals signals = new();
        IClocks[] clocks = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? [new NodeClocks(signals, clock)] : [];
        _abilities = [_services, signals, .. clocks, _power, new NodeFreezer(this, network, clock), _volumes];
    }

    /// <inheritdoc/>
    public NodeSpec Spec { get; }

    /// <inheritdoc/>
    public NodeState State { get; internal set; } = NodeState.Down;

    /// <summary>This life of the node.</summary>
    /// <exception cref="LabException">It is off.</exception>
    internal Boot Boot => _boot ?? throw new LabException($"{Spec.Name} is powered off");

    /// <summary>Makes the node's disk.</summary>
    internal void MakeDisk()
    {
        _place.Make();
        string userXattr = _plan.Rootless ? ",userxattr" : "";
        string layers = $"lowerdir={_plan.Image.Root},upperdir={_place.Upper},workdir={_place.Work}{userXattr}";
        if (Libc.Mount("overlay", _place.Root, "overlay", 0, layers) < 0)
            throw new LabException($"the disk of {Spec.Name} cannot be mounted: {Libc.LastError}; run 'chaos doctor'");
        using var disk = new NodeFiles(_place.Root);
        foreach (var file in Basics())
            disk.Write(file, _plan.Accounts);
    }

    /// <summary>Starts the node's namespaces and its supervisor; its network and services come next.</summary>
    internal void Start()
    {
        _boot = Boot.Start(_plan, Spec, _place, _watcher, _journal, _clock);
        if (_plan.Stack.PowerSwitch.Contains(Spec.Name))
            _boot.Watch(_place.PowerSwitch, _ => _desk.Look(Spec.Name, _place.PowerSwitch));
    }

    /// <summary>Sets the node's address, writes its files and starts its services in order.</summary>
    internal async Task StartServicesAsync(CancellationToken ct)
    {
        Interfaces.Configure((int)Boot.NetNamespace.DangerousGetHandle(), Spec.Address, _plan.Prefix);
        foreach (var file in Spec.Services.SelectMany(s => s.Files).Where(f => !_writtenTo || IsInMemory(f.Path)))
            Boot.Files.Write(file, _plan.Accounts);
        _writtenTo = true;
        State = NodeState.Up;
        await _volumes.MountAsync(ct);
        foreach (var service in Spec.Services.Where(s => s is { Enabled: true, Process: null }))
            await _services.StartAsync(service.Name, ct);
    }

    /// <summary>Ends every process at once; their exits are journalled.</summary>
    internal async Task PowerOffAsync()
    {
        State = NodeState.Down;
        if (Interlocked.Exchange(ref _boot, null) is not { } boot)
            return;
        await boot.KillAsync();
        await _volumes.ForgetAsync();
        await boot.DisposeAsync();
    }

    /// <summary>Ends every process at once, since the lab is over.</summary>
    public async ValueTask DisposeAsync()
    {
        State = NodeState.Down;
        if (Interlocked.Exchange(ref _boot, null) is { } boot)
            await boot.DisposeAsync();
        await _volumes.ForgetAsync();
        _power.Dispose();
    }

    /// <summary>Copies its logs; those in memory file systems are there while it is up.</summary>
    internal void CopyLogs(string folder, CancellationToken ct)
    {
        using var disk = new NodeFiles(_place.Root);
        LogCollection.Copy(Spec, _boot?.Files ?? disk, folder, ct);
    }

    /// <inheritdoc/>
    public async Task<CommandResult> RunAsync(NodeCommand command, CancellationToken ct) =>
        await (await Task.Run(() => Launch(command), ct)).CompleteAsync(null, ct);

    /// <inheritdoc/>
    public Task<INodeProcess> StartAsync(NodeCommand command, CancellationToken ct) =>
        Task.Run<INodeProcess>(() => Launch(command), ct);

    /// <inheritdoc/>
    public async Task<Socket> ConnectAsync(EndPoint endpoint, CancellationToken ct)
    {
        if (_boot is not { } boot)
            throw new SocketException((int)SocketError.HostDown);
        return await NodeSocket.ConnectAsync(boot, endpoint, ct);
    }

    /// <inheritdoc/>
    public Task<string> ReadFileAsync(string path, CancellationToken ct) => Task.Run(() => Boot.Files.ReadText(path), ct);

    /// <inheritdoc/>
    public IReadOnlyList<ServiceProcess> Processes(string service) =>
        _boot?.Service(service).Pid is { } main ? [.. ProcFiles.Tree(main)] : [];

    /// <inheritdoc/>
    public T? Ability<T>() where T : class => _abilities.OfType<T>().FirstOrDefault();

    /// <summary>Starts a command in the node's namespaces.</summary>
    /// <exception cref="LabException">The node is not up or the command could not be started.</exception>
    internal ChildProcess Launch(NodeCommand command)
    {
        if (State == NodeState.Frozen)
            throw new LabException($"{Spec.Name} is frozen");
        using var steps = new Steps();
        steps.Enter(Boot.InitPidFd, Steps.NewMount | Steps.NewNet | Steps.NewUts | Steps.NewIpc | Steps.NewPid);
        var arguments = command.User is { } user
            ? [.. ServiceFolder.AsUser(_plan.Accounts[user]), .. command.Arguments] : command.Arguments;
        var environment = ChildStart.BasicEnvironment.Concat(command.Environment)
            .GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.Last().Value);
        return ChildProcess.Start(_watcher, steps, new ChildStart(arguments) { Environment = environment });
    }

    private IEnumerable<FileSpec> Basics() =>
    [
        new("/etc/hosts", _plan.Hosts), new("/etc/hostname", Spec.Name + "\n"),
        new("/etc/resolv.conf", "# no name server: the names of the lab stand in /etc/hosts\n"),
        new(ServiceFolder.Logs, "", Mode: 0b111_101_101, IsFolder: true),
        .. Spec.Services.Select(s => new FileSpec(ServiceFolder.LogOf(s.Name), "", s.User)),
    ];

    private static bool IsInMemory(string path) =>
        ((string[])["/run/", "/tmp/", "/dev/", "/var/run/"]).Any(f => path.StartsWith(f, StringComparison.Ordinal));
}
