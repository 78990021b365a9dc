namespace ChaosHarness.Workloads.Workers;

/// <summary>The workers of a run.</summary>
internal sealed class Load(IReadOnlyList<WorkerProcess> workers) : ILoad
{
    public IReadOnlyDictionary<string, LoadStatus> Status => workers.ToDictionary(w => w.Load, w => w.Status);

    public async Task StopAsync(CancellationToken ct)
    {
        // All of them are stopped, whatever one of them says.
        var stops = workers.Select(w => w.StopAsync(ct)).ToArray();
        await Task.WhenAll(stops);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers) await worker.DisposeAsync();
    }
}
