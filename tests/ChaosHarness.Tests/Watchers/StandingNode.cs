using System.Net;
using System.Net.Sockets;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Watchers;

/// <summary>A node that has a name, an address and a state, and on which nothing can be done.</summary>
internal sealed class StandingNode(NodeSpec spec) : INode
{
    public NodeSpec Spec => spec;

    public NodeState State { get; set; } = NodeState.Up;

    public static StandingNode At(string name, string address) =>
        new(new NodeSpec { Name = name, Address = IPAddress.Parse(address), Groups = [], Services = [] });

    public Task<CommandResult> RunAsync(NodeCommand command, CancellationToken ct) => throw new NotSupportedException();

    public Task<INodeProcess> StartAsync(NodeCommand command, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<Socket> ConnectAsync(EndPoint endpoint, CancellationToken ct) => throw new NotSupportedException();

    public Task<string> ReadFileAsync(string path, CancellationToken ct) => throw new NotSupportedException();

    public IReadOnlyList<ServiceProcess> Processes(string service) => throw new NotSupportedException();

    public T? Ability<T>() where T : class => null;
}
