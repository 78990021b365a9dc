namespace WebApp.Storage;

/// <summary>Looks again and again whether a store takes writes.</summary>
/// <param name="every">The pause between two looks.</param>
/// <param name="limit">How long a look may take.</param>
internal abstract partial class PolledStatus(TimeSpan every, TimeSpan limit, TimeProvider time, ILogger logger)
    : BackgroundService, IStoreStatus
{
    private volatile StoreStatus _status = new(false, null, "No server has answered yet.");

    public StoreStatus Status => _status;

    /// <summary>Asks the store. What it throws becomes "not ready".</summary>
    protected abstract Task<StoreStatus> AskAsync(CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, time);
        do
        {
            var status = await LookAsync(stoppingToken);
            if (status.Ready != _status.Ready)
                LogChanged(logger, status.Ready, status.Detail);
            _status = status;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<StoreStatus> LookAsync(CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            return await AskAsync(both.Token).WaitAsync(both.Token);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            return new StoreStatus(false, null, e is OperationCanceledException ? "No server answered in time." : e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The store is ready: {Ready}. {Detail}")]
    private static partial void LogChanged(ILogger logger, bool ready, string detail);
}
