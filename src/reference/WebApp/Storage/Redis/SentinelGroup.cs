using WebApp.Configuration;

namespace WebApp.Storage.Redis;

/// <summary>All sentinels together: the newest of their answers, and the announcements of any of them.</summary>
internal sealed class SentinelGroup : IDisposable
{
    // A sentinel that was cut off may name a master of yesterday, so the first answer is not simply taken; but one
    // that hangs must not delay the others for long.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<Sentinel> _sentinels;

    public SentinelGroup(RedisOptions options, TimeProvider time, ILogger<Sentinel> logger)
    {
        _sentinels = [.. options.Sentinels.Select(endPoint => new Sentinel(endPoint, options, time, logger))];
        foreach (var sentinel in _sentinels)
            sentinel.SwitchAnnounced += announcement => SwitchAnnounced?.Invoke(announcement);
    }

    /// <summary>A sentinel announced a switch of our master. Every sentinel announces every switch.</summary>
    public event Action<SwitchAnnouncement>? SwitchAnnounced;

    /// <summary>Asks all sentinels who is master and returns the newest view, or null where none answers.</summary>
    public async Task<MasterView?> AskAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        MasterView? newest = null;
        try
        {
            await foreach (var ask in Task.WhenEach(_sentinels.Select(s => s.AskAsync())).WithCancellation(limit.Token))
            {
                var view = await ask;
                if (newest is null && view is not null)
                    limit.CancelAfter(Grace);

                newest = MasterView.Newer(newest, view);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The others had their chance; their answers will be used next time.
        }

        return newest;
    }

    public void Dispose()
    {
        foreach (var sentinel in _sentinels)
            sentinel.Dispose();
    }
}
