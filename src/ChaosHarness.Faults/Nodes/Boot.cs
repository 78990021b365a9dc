using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Nodes;

/// <summary>
/// One boot of a node, by the process namespace that it lives in: the kernel makes a new one each time, so that processes
/// of different boots cannot be taken for each other.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="Namespace">The kernel's name for the namespace, such as <c>pid:[4026532201]</c>.</param>
internal sealed record Boot(INode Node, string Namespace)
{
    /// <summary>Asks the node, from inside.</summary>
    /// <exception cref="LabException">It does not answer.</exception>
    public static async Task<Boot> OfAsync(INode node, CancellationToken ct)
    {
        CommandResult result = await node.RunAsync(new NodeCommand(["readlink", "/proc/self/ns/pid"]), ct);
        string name = result.Output.Trim();
        return result.Succeeded && name.StartsWith("pid:[", StringComparison.Ordinal)
            ? new Boot(node, name)
            : throw new LabException($"{node.Name} does not tell its process namespace: exit code {result.ExitCode}, '{name}' {result.Error.Trim()}");
    }

    /// <summary>Its processes, as this machine's kernel lists them now.</summary>
    public IReadOnlyList<int> Processes => ProcessTable.InNamespace(Namespace);
}
