using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Nodes;

/// <summary>
/// One boot of a node, by the process namespace that it lives in and the time at which its first process started: the
/// kernel makes a new namespace each time, but may give it the number of one that is gone.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="Namespace">The kernel's name for the namespace, such as <c>pid:[4026532201]</c>.</param>
/// <param name="Started">When its first process was started, in the kernel's ticks.</param>
internal sealed record Boot(INode Node, string Namespace, long Started)
{
    private static readonly NodeCommand s_tell = new(["sh", "-c", "readlink /proc/self/ns/pid && cat /proc/1/stat"]);

    /// <summary>Asks the node, from inside.</summary>
    /// <exception cref="LabException">It does not answer.</exception>
    public static async Task<Boot> OfAsync(INode node, CancellationToken ct)
    {
        CommandResult result = await node.RunAsync(s_tell, ct);
        if (result.Succeeded && result.Output.Trim().Split('\n') is [['p', 'i', 'd', ':', '[', ..] name, var stat])
            return new Boot(node, name, ProcessTable.StartedIn(stat));
        throw new LabException(
            $"{node.Name} does not tell its namespace: exit code {result.ExitCode}, '{result.Output}{result.Error}'");
    }

    /// <summary>Whether another boot is this one.</summary>
    public bool Is(Boot other) => (Namespace, Started) == (other.Namespace, other.Started);

    /// <summary>Its processes, as this machine's kernel lists them now.</summary>
    public IReadOnlyList<int> Processes => ProcessTable.InNamespace(Namespace, Started);
}
