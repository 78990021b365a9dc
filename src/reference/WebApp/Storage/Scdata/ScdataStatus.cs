using WebApp.Configuration;

namespace WebApp.Storage.Scdata;

/// <summary>Looks again and again whether scdata is active.</summary>
internal sealed class ScdataStatus(
    ScdataOperations operations, ScdataOptions options, TimeProvider time, ILogger<ScdataStatus> logger)
    : PolledStatus(options.HeartbeatInterval, options.OperationTimeout, time, logger)
{
    protected override async Task<StoreStatus> AskAsync(CancellationToken cancellation)
    {
        try
        {
            return new StoreStatus(true, await operations.ProveActiveAsync(cancellation), "It is active.");
        }
        catch (StoreException e)
        {
            return new StoreStatus(false, e.Node, e.Message);
        }
    }
}
