using System.Net.Sockets;
using System.Text.Json;

namespace Starservice;

/// <summary>What scdata said when it was last asked to read the log.</summary>
/// <param name="Role">What it said it is, or null while it has not answered.</param>
/// <param name="Polls">How often it was asked and answered.</param>
/// <param name="Problem">Why it did not answer the last time.</param>
internal sealed record LastPoll(string? Role, long Polls, long? Transactions, string? Problem);

/// <summary>Talks to scdata.</summary>
internal sealed partial class ScdataControl(StarserviceOptions options, TimeProvider time, ILogger<ScdataControl> logger) : IDisposable
{
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = options.Control, Timeout = Timeout.InfiniteTimeSpan,
    };

    private volatile LastPoll _last = new(null, 0, null, null);

    public LastPoll Last => _last;

    /// <summary>Asks scdata to read the log, again and again, until it is told to stop.</summary>
    public async Task PollAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            LastPoll before = _last;
            _last = await AskAsync(before, stopping);
            if (_last.Problem is not null && before.Problem is null && before.Polls > 0)
                LogSilent(logger, _last.Problem);
            if (_last.Role != before.Role)
                LogRole(logger, _last.Role);
            await Task.Delay(options.Every, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Passes a request to become active on, and gives scdata's own answer. Waits while scdata does not listen yet, and
    /// for as long as scdata needs to become active.
    /// </summary>
    public async Task<(int Status, string ContentType, string Body)> ActivateAsync(CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await _http.PostAsync(Path("activate"), null, cancellation);
                string type = answer.Content.Headers.ContentType?.ToString() ?? "application/json";
                return ((int)answer.StatusCode, type, await answer.Content.ReadAsStringAsync(cancellation));
            }
            catch (HttpRequestException e) when (NotListening(e) && time.GetElapsedTime(start) < options.StartWait)
            {
                await Task.Delay(s_again, time, cancellation);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<LastPoll> AskAsync(LastPoll before, CancellationToken stopping)
    {
        try
        {
            Task<HttpResponseMessage> asked = _http.PostAsync(Path("poll"), null, stopping);
            if (await Task.WhenAny(asked, Task.Delay(s_slow, time, stopping)) != asked)
                LogSlow(logger, s_slow.TotalSeconds);
            using HttpResponseMessage answer = await asked;
            using JsonDocument body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(stopping));
            return answer.IsSuccessStatusCode
                ? new LastPoll(body.RootElement.GetProperty("role").GetString(), before.Polls + 1,
                    body.RootElement.GetProperty("transactions").GetInt64(), null)
                : before with { Problem = $"{(int)answer.StatusCode} {body.RootElement.GetProperty("detail").GetString()}" };
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or OperationCanceledException)
        {
            return before with { Problem = e.Message };
        }
    }

    private static bool NotListening(HttpRequestException e) =>
        e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    private static Uri Path(string path) => new(path, UriKind.Relative);

    [LoggerMessage(1, LogLevel.Warning, "scdata does not answer: {Why}")]
    private static partial void LogSilent(ILogger logger, string why);

    [LoggerMessage(2, LogLevel.Information, "scdata is {Role}.")]
    private static partial void LogRole(ILogger logger, string? role);

    [LoggerMessage(3, LogLevel.Warning, "scdata has not answered for {Seconds} s; still waiting.")]
    private static partial void LogSlow(ILogger logger, double seconds);
}
