using System.Net;
using System.Net.Sockets;
using ChaosHarness.Labs.Namespaces;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs.Planning;

/// <summary>
/// A lab that is only talked about: it knows its nodes and how commands would read, and nothing can be done in it.
/// For dry runs.
/// </summary>
public sealed class PlannedLab : ILab
{
    /// <summary>Plans the namespaces lab of a stack.</summary>
    public PlannedLab(Stack stack)
    {
        Nodes =
        [
            .. stack.Nodes.Select(n => new PlannedNode(
                n, [.. stack.Volumes.Where(v => v.IsLosable && v.Nodes.Contains(n.Name))])),
        ];
        Network = new PlannedNetwork(stack.Nodes);
    }

    /// <inheritdoc/>
    public string Id => "planned";

    /// <inheritdoc/>
    public IReadOnlyList<INode> Nodes { get; }

    /// <inheritdoc/>
    public INetwork Network { get; }

    /// <inheritdoc/>
    public Task CollectLogsAsync(string folder, CancellationToken ct) => throw Nothing();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static InvalidOperationException Nothing() => new("a planned lab does nothing");

    private sealed class PlannedNode(NodeSpec spec, IReadOnlyList<VolumeSpec> volumes)
        : INode, IServiceControl, ISignals, IClocks, IPower, IFreezer, IVolumes
    {
        public NodeSpec Spec => spec;

        public NodeState State => NodeState.Up;

        public T? Ability<T>() where T : class => this as T;

        public NodeCommand Describe(string verb, string service) => ServiceFolder.Command(verb, service);

        public Task<CommandResult> RunAsync(NodeCommand command, CancellationToken ct) => throw Nothing();

        public Task<INodeProcess> StartAsync(NodeCommand command, CancellationToken ct) => throw Nothing();

        public Task<Socket> ConnectAsync(EndPoint endpoint, CancellationToken ct) => throw Nothing();

        public Task<string> ReadFileAsync(string path, CancellationToken ct) => throw Nothing();

        public IReadOnlyList<ServiceProcess> Processes(string service) => [];

        public Task StartAsync(string service, CancellationToken ct) => throw Nothing();

        public Task StopAsync(string service, CancellationToken ct) => throw Nothing();

        public ServiceStatus Status(string service) => new(true, null);

        public void Send(IReadOnlyList<int> pids, int signal) => throw Nothing();

        public TimeSpan? Offset(int pid) => throw Nothing();

        public Task SetAsync(int pid, TimeSpan offset, CancellationToken ct) => throw Nothing();

        public Task OffAsync(CancellationToken ct) => throw Nothing();

        public Task OnAsync(CancellationToken ct) => throw Nothing();

        public Task FreezeAsync(CancellationToken ct) => throw Nothing();

        public Task ThawAsync(CancellationToken ct) => throw Nothing();

        NodeCommand IVolumes.Describe(string verb, string volume) =>
            NodeVolumes.Describe(verb, volumes.First(v => v.Name == volume));

        public IReadOnlyList<NodeVolume> Volumes =>
            [.. volumes.Select(v => new NodeVolume(v.Name, v.Path, VolumeState.There, null, NodeVolumes.Source(v.Name)))];

        public Task LoseAsync(string volume, CancellationToken ct) => throw Nothing();

        public Task HangAsync(string volume, CancellationToken ct) => throw Nothing();

        public Task RestoreAsync(string volume, CancellationToken ct) => throw Nothing();
    }

    private sealed class PlannedNetwork(IReadOnlyList<NodeSpec> nodes) : INetwork
    {
        public Task SetPortAsync(INode node, PortState state, CancellationToken ct) => throw Nothing();

        public Task<PortState> PortAsync(INode node, CancellationToken ct) => throw Nothing();

        public Task<IReadOnlyList<string>> AddAsync(IReadOnlyList<DropRule> rules, CancellationToken ct) => throw Nothing();

        public Task RemoveAsync(IReadOnlyList<string> ids, CancellationToken ct) => throw Nothing();

        public Task<IReadOnlyList<InstalledRule>> RulesAsync(CancellationToken ct) => throw Nothing();

        public IReadOnlyList<PlannedCommand> Describe(IReadOnlyList<DropRule> rules) => LabNetwork.Describe(nodes, rules);

        public PlannedCommand Describe(string node, PortState state) => LabNetwork.DescribePort(node, state);
    }
}
