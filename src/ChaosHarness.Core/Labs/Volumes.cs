namespace ChaosHarness.Labs;

/// <summary>A node that can lose volumes while the other nodes keep them.</summary>
public interface IVolumes
{
    /// <summary>Those of its volumes that it can lose.</summary>
    IReadOnlyList<NodeVolume> Volumes { get; }

    /// <summary>
    /// Takes a volume away: every use of it fails, files that are open stay unusable for good, and the node's locks on it
    /// are released.
    /// </summary>
    Task LoseAsync(string volume, CancellationToken ct);

    /// <summary>Has whoever uses a volume wait; the node keeps its locks on it.</summary>
    Task HangAsync(string volume, CancellationToken ct);

    /// <summary>Gives a lost volume back, and lets a hanging one go on. Does nothing where neither is so.</summary>
    Task RestoreAsync(string volume, CancellationToken ct);

    /// <summary>What a person would type for <c>lose</c>, <c>hang</c>, <c>resume</c> or <c>restore</c>, for plans and reports.</summary>
    NodeCommand Describe(string verb, string volume);
}

/// <summary>How a node has a volume.</summary>
public enum VolumeState
{
    /// <summary>It can be used.</summary>
    There,

    /// <summary>Whoever uses it waits.</summary>
    Hanging,

    /// <summary>Whoever uses it gets an error.</summary>
    Lost,
}

/// <summary>A volume that a node can lose, as the node has it now.</summary>
/// <param name="Name">Its name in the stack.</param>
/// <param name="Path">Where the node has it.</param>
/// <param name="State">Whether it can be used.</param>
/// <param name="Server">
/// The process through which the node has it, as the harness sees it; null when the volume is lost. In its name the kernel
/// lists the locks of the node's other processes.
/// </param>
/// <param name="Source">Where that process has it itself.</param>
public sealed record NodeVolume(string Name, string Path, VolumeState State, int? Server, string Source);
