using System.Net;
using System.Net.Sockets;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs;

/// <summary>Whether a node runs.</summary>
public enum NodeState
{
    /// <summary>Running.</summary>
    Up,

    /// <summary>Powered off.</summary>
    Down,

    /// <summary>Frozen: it exists, and nothing on it moves.</summary>
    Frozen,
}

/// <summary>One machine of the lab.</summary>
public interface INode
{
    /// <summary>Its specification.</summary>
    NodeSpec Spec { get; }

    /// <summary>Its name; the other nodes resolve it.</summary>
    string Name => Spec.Name;

    /// <summary>Its address on the lab's network.</summary>
    IPAddress Address => Spec.Address;

    /// <summary>Whether it runs.</summary>
    NodeState State { get; }

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="LabException">The node is not up or the command could not be started.</exception>
    Task<CommandResult> RunAsync(NodeCommand command, CancellationToken ct);

    /// <summary>Starts a long-lived helper process (a load worker); it ends with the node at the latest.</summary>
    Task<INodeProcess> StartAsync(NodeCommand command, CancellationToken ct);

    /// <summary>
    /// Connects from inside the node, so that an observer still sees a node whose network is cut.
    /// </summary>
    /// <exception cref="SocketException">Nobody listens there, or the node is down.</exception>
    Task<Socket> ConnectAsync(EndPoint endpoint, CancellationToken ct);

    /// <summary>Reads a file of the node as text.</summary>
    Task<string> ReadFileAsync(string path, CancellationToken ct);

    /// <summary>
    /// The processes of a service that have not exited, as the harness sees them now: the main process first, then its
    /// descendants.
    /// </summary>
    IReadOnlyList<ServiceProcess> Processes(string service);

    /// <summary>The abilities below, where the lab has them; null where it has not.</summary>
    T? Ability<T>() where T : class;
}

/// <summary>A command for a node.</summary>
/// <param name="Arguments">The program and its arguments; no shell is involved.</param>
/// <param name="User">The user of the node to run as; root when null.</param>
public sealed record NodeCommand(IReadOnlyList<string> Arguments, string? User = null)
{
    /// <summary>Environment variables to add.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How a person would type it.</summary>
    public override string ToString() => string.Join(' ', Arguments.Select(a => a.Contains(' ') ? $"'{a}'" : a));
}

/// <summary>How a command ended.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Whether it exited with 0.</summary>
    public bool Succeeded => ExitCode == 0;
}

/// <summary>A process of a service.</summary>
/// <param name="Pid">Its id as the harness sees it (not as the node does).</param>
/// <param name="Name">The kernel's name for it.</param>
/// <param name="State">The kernel's state letter: R, S, D, T (stopped).</param>
public sealed record ServiceProcess(int Pid, string Name, char State);

/// <summary>A running helper process. Disposing kills it.</summary>
public interface INodeProcess : IAsyncDisposable
{
    /// <summary>Where to write its standard input.</summary>
    StreamWriter Input { get; }

    /// <summary>Its standard output.</summary>
    StreamReader Output { get; }

    /// <summary>Waits for its end and gives its exit code; what it wrote to standard error is in the second part.</summary>
    Task<CommandResult> WaitAsync(CancellationToken ct);
}
