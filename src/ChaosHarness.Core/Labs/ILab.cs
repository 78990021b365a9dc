using ChaosHarness.Journals;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Labs;

/// <summary>Where a stack runs. Disposing it ends every node and removes everything it made.</summary>
public interface ILab : IAsyncDisposable
{
    /// <summary>Name of this lab, unique on this machine while it lives.</summary>
    string Id { get; }

    /// <summary>The nodes, in the stack's order.</summary>
    IReadOnlyList<INode> Nodes { get; }

    /// <summary>The network between the nodes.</summary>
    INetwork Network { get; }

    /// <summary>Copies the logs of every service of every node into <paramref name="folder"/>/&lt;node&gt;/.</summary>
    Task CollectLogsAsync(string folder, CancellationToken ct);
}

/// <summary>Makes labs of one kind.</summary>
public interface ILabFactory
{
    /// <summary>Starts the nodes and services of a stack, and journals every start and exit of a service's process.</summary>
    /// <exception cref="LabException">The lab cannot be made; the message says what to do.</exception>
    Task<ILab> CreateAsync(Stack stack, LabOptions options, IJournal journal, CancellationToken ct);
}

/// <summary>What a run adds to a lab.</summary>
/// <param name="Shared">Host folders to be seen in every node: host path to path in the node, read-write.</param>
public sealed record LabOptions(IReadOnlyDictionary<string, string> Shared);

/// <summary>The lab itself is in trouble; says nothing about the system under test.</summary>
public sealed class LabException : Exception
{
    public LabException(string message) : base(message) { }
    public LabException(string message, Exception inner) : base(message, inner) { }
    public LabException() { }
}
