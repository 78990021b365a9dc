using ChaosHarness.Faults.Injecting;

namespace ChaosHarness.Faults.Volumes;

/// <summary>Does something to a volume of a node, and gives it back.</summary>
/// <param name="volume">Which.</param>
/// <param name="act">What is done.</param>
/// <param name="prove">Whether it shows, for something that was asked for at an instant.</param>
/// <param name="clock">Tells that instant.</param>
internal sealed class VolumeDeed(
    VolumeOf volume, Func<CancellationToken, Task> act, Func<Instant, CancellationToken, Task<Proof>> prove, TimeProvider clock)
    : IDeed
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
        return act(ct);
    }

    public Task UndoAsync(CancellationToken ct) => volume.RestoreAsync(ct);

    public Task<Proof> ProveDoneAsync(CancellationToken ct) => prove(_asked, ct);

    public Task<Proof> ProveUndoneAsync(CancellationToken ct) => volume.WorksAsync(ct);
}
