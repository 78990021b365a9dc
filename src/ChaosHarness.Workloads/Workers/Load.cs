using ChaosHarness.Labs;

namespace ChaosHarness.Workloads.Workers;

/// <summary>The workers of a run.</summary>
internal sealed class Load(IReadOnlyList<WorkerProcess> workers, TimeProvider clock) : ILoad
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(30);

    public IReadOnlyDictionary<string, LoadStatus> Status => workers.ToDictionary(w => w.Load, w => w.Status);

    public async Task BeginAsync(CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(s_startLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        await Task.WhenAll(workers.Select(w => RehearseAsync(w, both.Token, ct)));
        await Task.WhenAll(workers.Select(w => w.GoAsync(both.Token)));
    }

    private static async Task RehearseAsync(WorkerProcess worker, CancellationToken limit, CancellationToken ct)
    {
        try
        {
            await worker.RehearseAsync(limit);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new LabException($"the worker of load {worker.Load} was not ready within {s_startLimit.TotalSeconds:0} s.");
        }
    }

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
