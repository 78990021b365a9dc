using ChaosHarness.Faults.Injecting;

namespace ChaosHarness.Faults.Volumes;

/// <summary>Takes a volume away from a node.</summary>
internal sealed class LoseVolumeDeed(VolumeOf volume, TimeProvider clock) : IDeed
{
    private Instant _asked;

    public string Where => volume.Node.Name;

    public Task PrepareAsync(CancellationToken ct)
    {
        volume.NeedThere();
        return Task.CompletedTask;
    }

    public Task DoAsync(CancellationToken ct)
    {
        _asked = Instant.Now(clock);
        return volume.Control.LoseAsync(volume.Name, ct);
    }

    public Task UndoAsync(CancellationToken ct) => volume.RestoreAsync(ct);

    public Task<Proof> ProveDoneAsync(CancellationToken ct) => volume.FailsAsync(_asked, ct);

    public Task<Proof> ProveUndoneAsync(CancellationToken ct) => volume.WorksAsync(ct);
}

/// <summary>Has a volume of a node hang.</summary>
internal sealed class HangVolumeDeed(VolumeOf volume, TimeProvider clock) : IDeed
{
    private Instant _asked;

    public string Where => volume.Node.Name;

    public Task PrepareAsync(CancellationToken ct)
    {
        volume.NeedThere();
        return Task.CompletedTask;
    }

    public Task DoAsync(CancellationToken ct)
    {
        _asked = Instant.Now(clock);
        return volume.Control.HangAsync(volume.Name, ct);
    }

    public Task UndoAsync(CancellationToken ct) => volume.RestoreAsync(ct);

    public Task<Proof> ProveDoneAsync(CancellationToken ct) => volume.HangsAsync(_asked, ct);

    public Task<Proof> ProveUndoneAsync(CancellationToken ct) => volume.WorksAsync(ct);
}
