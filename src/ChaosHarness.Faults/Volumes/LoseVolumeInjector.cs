using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Volumes;

/// <summary>
/// Takes a shared volume away from a node, as when its last path to the storage fails and the cluster gives it no access
/// any more: reads and writes fail, open files are dead, locks are released. The other nodes keep it.
/// </summary>
internal sealed class LoseVolumeInjector : IInjector
{
    public FaultKind Kind { get; } = new(
        "lose-volume",
        "Takes a shared volume away from a node: every use of it fails there, and its locks are released.",
        NeedsTarget: true,
        NeedsService: false,
        Heals: "Mounts it again.",
        [VolumeOf.Parameter]);

    public string? Unavailable(ILab lab, FaultRequest request) => VolumeOf.Problem(request);

    public IReadOnlyList<PlannedCommand> Plan(ILab lab, FaultRequest request) =>
        VolumeOf.Plan(request, "lose", "restore");

    public Task<IInjection> InjectAsync(ILab lab, FaultRequest request, CancellationToken ct) =>
        Injection.OnEachAsync(request, n => VolumeOf.Asked(request, n).Lose(), ct);
}
