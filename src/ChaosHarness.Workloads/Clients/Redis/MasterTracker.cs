using System.Globalization;
using System.Net.Sockets;

namespace ChaosHarness.Workloads.Clients.Redis;

/// <summary>
/// Follows the master that the sentinels name, the way Redis documents for clients: ask the sentinels one after the
/// other, take the first answer, and believe it when the node says of itself that it is a master. Asks again whenever
/// an operation casts doubt on the master, every second anyway, and at once when a sentinel announces a switch.
/// </summary>
internal sealed class MasterTracker : IAsyncDisposable
{
    private const string SwitchChannel = "+switch-master";

    private static readonly TimeSpan s_answer = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly string _master;
    private readonly Endpoint[] _sentinels;
    private readonly Action<Endpoint> _found;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _doubt = new(0, 1);
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<Task> _work = [];
    private volatile int _turn;
    private volatile int _doubted;

    /// <param name="master">The name that the sentinels have for it.</param>
    /// <param name="sentinels">Where they are.</param>
    /// <param name="found">Told the master whenever it is confirmed, also when it is the same as before.</param>
    /// <param name="clock">The clock of its waits.</param>
    public MasterTracker(string master, IReadOnlyList<Endpoint> sentinels, Action<Endpoint> found, TimeProvider clock)
    {
        _master = master;
        _sentinels = [.. sentinels];
        _found = found;
        _clock = clock;
    }

    /// <summary>Ends when a master has been found for the first time.</summary>
    public Task FirstFound => _first.Task;

    /// <summary>Begins to ask and to listen.</summary>
    public void Start()
    {
        _work.Add(AskForeverAsync(_end.Token));
        for (int i = 0; i < _sentinels.Length; i++) _work.Add(ListenForeverAsync(i, _end.Token));
    }

    /// <summary>An operation failed in a way that another master would explain. Returns at once.</summary>
    public void Doubt()
    {
        if (Interlocked.Exchange(ref _doubted, 1) == 0) _doubt.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        _doubt.Dispose();
    }

    private async Task AskForeverAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await AskAllAsync(ct);
            await Task.Delay(s_pause, _clock, ct);
            await WaitForDoubtAsync(ct);
        }
    }

    private async Task WaitForDoubtAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var poll = new CancellationTokenSource(s_poll, _clock);
        using var link = poll.Token.Register(limit.Cancel);
        try
        {
            await _doubt.WaitAsync(limit.Token);
            _doubted = 0;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Nobody doubts; asked again all the same, since a message may be lost.
        }
    }

    /// <summary>Asks sentinels in turn, beginning with the one that answered last, until one names a true master.</summary>
    private async Task AskAllAsync(CancellationToken ct)
    {
        for (int i = 0; i < _sentinels.Length; i++)
        {
            int index = (_turn + i) % _sentinels.Length;
            if (await AskAsync(_sentinels[index], ct) is not { } master || !await IsMasterAsync(master, ct)) continue;
            _turn = index;
            Found(master);
            return;
        }
    }

    private Task<Endpoint?> AskAsync(Endpoint sentinel, CancellationToken ct) => QuietlyAsync(
        sentinel,
        async (session, limit) =>
        {
            var answer = await session.AskAsync(limit, "SENTINEL", "get-master-addr-by-name", _master);
            return answer.Items is [{ Text: { } host }, { Text: { } port }] ? ToEndpoint(host, port) : null;
        },
        ct);

    private async Task<bool> IsMasterAsync(Endpoint node, CancellationToken ct) => await QuietlyAsync(
        node,
        async (session, limit) =>
        {
            var role = await session.AskAsync(limit, "ROLE");
            return role.Items is [{ Text: "master" }, ..] ? node : null;
        },
        ct) is not null;

    /// <summary>Asks something of a node within a limit; null when there is no answer.</summary>
    private async Task<Endpoint?> QuietlyAsync(
        Endpoint node, Func<RespSession, CancellationToken, Task<Endpoint?>> ask, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(s_answer, _clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            using var session = await RespSession.ConnectAsync(node, limit.Token);
            return await ask(session, limit.Token);
        }
        catch (Exception e) when (IsTrouble(e) && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task ListenForeverAsync(int index, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                using var session = await RespSession.ConnectAsync(_sentinels[index], ct);
                session.KeepAlive();
                await session.AskAsync(ct, "SUBSCRIBE", SwitchChannel);
                while (true) await HearAsync(index, await session.ReceiveAsync(ct), ct);
            }
            catch (Exception e) when (IsTrouble(e) && !ct.IsCancellationRequested)
            {
                await Task.Delay(s_poll, _clock, ct);
            }
        }
    }

    /// <summary><c>message +switch-master "name old-ip old-port new-ip new-port"</c></summary>
    private async Task HearAsync(int index, RespValue message, CancellationToken ct)
    {
        if (message.Items is not [{ Text: "message" }, _, { Text: { } text }]) return;
        if (text.Split(' ') is not [var name, _, _, var host, var port] || name != _master) return;
        _turn = index; // it knows; the one that was asked until now may not yet
        if (ToEndpoint(host, port) is { } master && await IsMasterAsync(master, ct)) Found(master);
        else Doubt();
    }

    private void Found(Endpoint master)
    {
        lock (_gate) _found(master);
        _first.TrySetResult();
    }

    private static Endpoint? ToEndpoint(string host, string port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? new Endpoint(host, number) : null;

    private static bool IsTrouble(Exception e) => e is SocketException or IOException or OperationCanceledException;
}
