using ChaosHarness.Histories;
using ChaosHarness.Workloads.Clients;
using ChaosHarness.Workloads.Histories;
using ChaosHarness.Workloads.Pacing;
using ChaosHarness.Workloads.Workloads;

namespace ChaosHarness.Workloads.Workers;

/// <summary>
/// Runs one load: starts operations by the schedule, whatever has become of those before, and records each from before
/// it starts until it ends.
/// </summary>
internal sealed class LoadEngine : IDisposable
{
    /// <summary>How much longer than its timeout an operation may take to end on a busy machine.</summary>
    private static readonly TimeSpan s_drainExtra = TimeSpan.FromSeconds(5);

    private readonly WorkerSpec _spec;
    private readonly IClient _client;
    private readonly HistoryWriter _history;
    private readonly TimeProvider _clock;
    private readonly OperationSource _source;
    private readonly ProcessSlots _slots;
    private readonly Action<Exception> _bug;
    private readonly ushort _read;
    private readonly ushort _write;
    private readonly ushort _probe;
    private PacingThread? _pacing;

    /// <param name="spec">What to do.</param>
    /// <param name="client">How.</param>
    /// <param name="history">Where it is recorded.</param>
    /// <param name="clock">Reads CLOCK_MONOTONIC.</param>
    /// <param name="bug">Told of exceptions that no client should throw.</param>
    public LoadEngine(WorkerSpec spec, IClient client, HistoryWriter history, TimeProvider clock, Action<Exception> bug)
    {
        _spec = spec;
        _client = client;
        _history = history;
        _clock = clock;
        _bug = bug;
        _source = new OperationSource(Workload.Find(spec.Workload), spec);
        _slots = new ProcessSlots(spec.Worker);
        _read = history.Name($"{spec.Load}.read");
        _write = history.Name($"{spec.Load}.write");
        _probe = history.Name($"{spec.Load}.probe");
    }

    /// <summary>What it has done so far.</summary>
    public LoadCounters Counters { get; } = new();

    /// <summary>
    /// Does a few operations that change nothing and are not recorded, one after the other: connections and the code that
    /// every operation goes through are there before the schedule counts on them. The first that fails ends it: the load
    /// itself will say more.
    /// </summary>
    public async Task RehearseAsync()
    {
        foreach (var call in _source.Rehearsal())
        {
            var reply = await _client.ExecuteAsync(call, Instant.Now(_clock) + _spec.Timeout);
            if (reply.Outcome != Outcome.Ok) return;
        }
    }

    /// <summary>Begins the schedule now.</summary>
    /// <returns>Ends with the schedule: after <see cref="StopAsync"/>, or by an exception when it cannot go on.</returns>
    public Task Start()
    {
        _pacing = new PacingThread(new Schedule(Instant.Now(_clock), _spec.Rate), Begin, _clock);
        _pacing.Start();
        return _pacing.Ended;
    }

    /// <summary>
    /// Starts no further operation and waits for those in flight, which end within their timeout. Those that do not,
    /// by a bug of ours, stay open in the history.
    /// </summary>
    public async Task StopAsync(CancellationToken ct)
    {
        _pacing!.Stop();
        await _pacing.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var limit = Instant.Now(_clock) + _spec.Timeout + s_drainExtra;
        while (Counters.Outstanding > 0 && Instant.Now(_clock) < limit)
            await Task.Delay(TimeSpan.FromMilliseconds(5), _clock, ct);
    }

    public void Dispose() => _pacing?.Dispose();

    /// <summary>Runs on the pacing thread: must not wait.</summary>
    private void Begin(long index, Instant intended)
    {
        var call = _source.At(index);
        bool overloaded = Counters.Outstanding >= _spec.OutstandingMax;
        var operation = new Operation
        {
            Kind = call.Kind,
            Outcome = Outcome.Open,
            Class = ClassOf(call.Kind),
            Process = _slots.Take(),
            Key = call.Key,
            Value = call.Value,
            Result = Operation.Nothing,
            Intended = intended,
            Start = Instant.Now(_clock),
            End = Instant.Never,
        };
        long record = _history.Begin(operation);
        Counters.Start(operation.Start.Nanoseconds - intended.Nanoseconds);
        if (overloaded)
        {
            Counters.Overload();
            Complete(record, operation, Reply.Fail(ErrorClasses.ClientOverload));
            return;
        }

        _ = RunAsync(record, operation, call);
    }

    private async Task RunAsync(long record, Operation operation, Call call)
    {
        Reply reply;
        try
        {
            reply = await _client.ExecuteAsync(call, operation.Start + _spec.Timeout);
        }
        catch (Exception e)
        {
            _bug(e);
            reply = Reply.Info(ErrorClasses.ClientBug);
        }

        Complete(record, operation, reply);
    }

    private void Complete(long record, in Operation operation, in Reply reply)
    {
        _history.Complete(record, operation with
        {
            End = Instant.Now(_clock),
            Outcome = reply.Outcome,
            Error = _history.Name(reply.Error),
            Server = _history.Name(reply.Server),
            Result = reply.Result,
        });
        if (reply.Outcome != Outcome.Info) _slots.Return(operation.Process);
        Counters.End(reply.Outcome);
    }

    private ushort ClassOf(OperationKind kind) => kind switch
    {
        OperationKind.Read => _read,
        OperationKind.Probe => _probe,
        _ => _write,
    };
}
