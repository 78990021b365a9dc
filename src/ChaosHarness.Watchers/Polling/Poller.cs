using System.Net.Sockets;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;

namespace ChaosHarness.Watchers.Polling;

/// <summary>
/// Asks one node the same question at a fixed rhythm. A question without an answer stays open while its subject is
/// reported silent, so that a stopped server is not buried under new connections and its first sign of life is seen
/// at once. Whatever is wrong with a node is an observation, never an exception; that this program may not look is one.
/// </summary>
/// <param name="spec">The watch.</param>
/// <param name="node">The node.</param>
/// <param name="open">Makes a probe; it connects when it is first asked.</param>
/// <param name="timeout">How long to wait for an answer before the subject is silent.</param>
/// <param name="clock">The run's clock.</param>
internal sealed class Poller(WatchSpec spec, INode node, Func<IProbe> open, TimeSpan timeout, TimeProvider clock)
    : IAsyncDisposable
{
    /// <summary>
    /// An open question is given up after so long, and put again over a new connection: the old one may lead to a
    /// machine that no longer exists.
    /// </summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private IReadOnlyList<string> _subjects = [node.Name];
    private IProbe? _probe;
    private CancellationTokenSource? _probeLife;
    private Task<IReadOnlyList<Answer>>? _question;
    private Instant _asked;

    /// <summary>Looks once. Takes little longer than the timeout, whatever the node does.</summary>
    public async Task<IReadOnlyList<Observation>> LookAsync(CancellationToken ct)
    {
        if (node.State == NodeState.Down)
        {
            await DropProbeAsync();
            return Failed(Observation.Down, Instant.Now(clock), "the node is off");
        }

        if (_question is not null && !await FinishAsync(ct))
            return Failed(Observation.Silent, Instant.Now(clock), "no answer yet");
        return await AskAsync(mayRetry: true, ct);
    }

    public async ValueTask DisposeAsync() => await DropProbeAsync();

    /// <summary>
    /// Waits a little longer for an old question. Its answer is of no use: nobody knows when it held.
    /// </summary>
    private async Task<bool> FinishAsync(CancellationToken ct)
    {
        try
        {
            await _question!.WaitAsync(timeout, clock, ct);
            _question = null;
        }
        catch (TimeoutException) when (!_question!.IsCompleted)
        {
            if (Instant.Now(clock) - _asked < s_patience)
                return false;
            await DropProbeAsync();
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            await DropProbeAsync();
        }

        return true;
    }

    private async Task<IReadOnlyList<Observation>> AskAsync(bool mayRetry, CancellationToken ct)
    {
        _asked = Instant.Now(clock);
        try
        {
            _probe ??= open();
            _probeLife ??= new CancellationTokenSource();
            _question = _probe.AskAsync(_probeLife.Token);
            IReadOnlyList<Answer> answers = await _question.WaitAsync(timeout, clock, ct);
            _question = null;
            return Seen(answers);
        }
        catch (TimeoutException) when (_question is { IsCompleted: false })
        {
            return Failed(Observation.Silent, _asked, "no answer in time");
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && failure is not UnauthorizedAccessException)
        {
            await DropProbeAsync();
            // A connection that was open and broke says only that something ended; a new one says what is there now.
            if (failure is IOException && mayRetry)
                return await AskAsync(mayRetry: false, ct);
            return Failed(ValueOf(failure), _asked, failure.Message);
        }
    }

    private static string ValueOf(Exception failure) => failure switch
    {
        TimeoutException => Observation.Silent,
        SocketException or IOException or LabException => Observation.Down,
        _ => Observation.Error,
    };

    private List<Observation> Seen(IReadOnlyList<Answer> answers)
    {
        Instant at = Instant.Now(clock);
        _subjects = [.. answers.Select(a => a.Subject)];
        return [.. answers.Select(a => Observed(a.Subject, a.Value, _asked, at, a.Data))];
    }

    private List<Observation> Failed(string value, Instant asked, string why)
    {
        Instant at = Instant.Now(clock);
        Dictionary<string, string> data = new() { ["why"] = why };
        return [.. _subjects.Select(s => Observed(s, value, asked, at, data))];
    }

    private Observation Observed(
        string subject, string value, Instant asked, Instant at, IReadOnlyDictionary<string, string> data) =>
        new(spec.Name, node.Name, subject, value, asked, at) { Data = data };

    private async Task DropProbeAsync()
    {
        _question?.Forget();
        _question = null;
        if (_probeLife is { } life)
        {
            _probeLife = null;
            await life.CancelAsync();
            life.Dispose();
        }

        if (_probe is { } probe)
        {
            _probe = null;
            await probe.DisposeAsync();
        }
    }
}
