using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebApp.Storage;

namespace WebApp.Hosting;

/// <summary>Ready: this node is not stopping, and the store has a verified primary that answered recently.</summary>
internal sealed class StoreHealthCheck(IStoreStatus store, Drain drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = store.Status;
        var data = new Dictionary<string, object> { ["node"] = status.Node ?? "" };
        return Task.FromResult(
            drain.HasBegun ? HealthCheckResult.Unhealthy("stopping", data: data)
            : status.Ready ? HealthCheckResult.Healthy(status.Detail, data)
            : HealthCheckResult.Unhealthy(status.Detail, data: data));
    }
}
