namespace ChaosHarness.Workloads.Clients.Postgres;

/// <summary>
/// Finds the one of several servers that is no standby, as drivers with a list of hosts do: asks all of them at once and
/// takes the first that says so. Asks again whenever an operation casts doubt on it, and now and then anyway; as long as
/// the one it has still says that it is the primary, it stays with that one.
/// </summary>
internal sealed class PrimaryTracker : IAsyncDisposable
{
    private static readonly TimeSpan s_answer = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly ConnectionPool[] _pools;
    private readonly IGreeting _greeting;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _doubt = new(0, 1);
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _work;
    private volatile int _current = -1;
    private volatile int _doubted;

    public PrimaryTracker(ConnectionPool[] pools, IGreeting greeting, TimeProvider clock)
    {
        (_pools, _greeting, _clock) = (pools, greeting, clock);
        _work = AskForeverAsync(_end.Token);
    }

    /// <summary>Ends when a primary has been found for the first time.</summary>
    public Task FirstFound => _first.Task;

    /// <summary>The place of the primary in the list of pools; -1 while none has been found.</summary>
    public int Current => _current;

    /// <summary>An operation failed in a way that another primary would explain. Returns at once.</summary>
    public void Doubt()
    {
        if (Interlocked.Exchange(ref _doubted, 1) == 0) _doubt.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        _doubt.Dispose();
    }

    private async Task AskForeverAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await AskAllAsync();
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // A bug of ours; the next question may be answered all the same.
                await Console.Error.WriteLineAsync($"client-bug: looking for the primary: {e}");
            }

            await Task.Delay(s_pause, _clock, ct);
            if (_current < 0) continue;
            using var poll = new CancellationTokenSource(s_poll, _clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, poll.Token);
            try
            {
                await _doubt.WaitAsync(limit.Token);
                _doubted = 0;
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // Nobody doubts; asked again all the same.
            }
        }
    }

    private async Task AskAllAsync()
    {
        Task<bool>[] questions = [.. _pools.Select(IsPrimaryAsync)];
        if (_current >= 0 && await questions[_current]) return;
        List<Task<bool>> open = [.. questions];
        while (open.Count > 0)
        {
            var answer = await Task.WhenAny(open);
            open.Remove(answer);
            if (!await answer) continue;
            _current = Array.IndexOf(questions, answer);
            _first.TrySetResult();
            return;
        }
    }

    private async Task<bool> IsPrimaryAsync(ConnectionPool pool)
    {
        var (connection, _) = await pool.ConnectAsync(Instant.Now(_clock) + s_answer);
        if (connection is null) return false;
        var answer = await Greetings.ExchangeAsync(connection, _greeting);
        if (answer is { Error: null } && connection.Disarm() && !answer.IsStandby)
        {
            pool.PutAside(connection);
            return true;
        }

        connection.Dispose();
        return false;
    }
}
