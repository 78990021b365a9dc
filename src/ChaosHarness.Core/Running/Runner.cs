using ChaosHarness.Faults;
using ChaosHarness.Histories;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;
using ChaosHarness.Watching;
using ChaosHarness.Workloads;

namespace ChaosHarness.Running;

/// <summary>
/// Runs a scenario: stack up → steady state → load → faults, each with proof of effect → heal all → recovery within a
/// limit → load ends → final reads → logs → lab down → judge what is on disk → report. Every scope undoes itself, also
/// when the run is cancelled; healing has its own limit and never uses the run's token.
/// </summary>
public sealed class Runner(RunParts parts, IRunRecord record)
{
    /// <summary>The trouble of a run that was ended before its time.</summary>
    public const string Cancelled = "the run was cancelled";

    /// <summary>Where nodes see the run's history folder.</summary>
    public const string NodeHistoryFolder = "/var/lib/chaos/history";

    private static readonly TimeSpan HealLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DefaultRecovery = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StatusPeriod = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _clock = parts.Clock;
    private readonly SafeJournal _journal = new(record, parts.Progress);
    private readonly List<FinalRead> _reads = [];

    /// <summary>Runs, judges and reports. Throws only for bugs of ours.</summary>
    public async Task<RunResult> RunAsync(Scenario scenario, RunInfo info, CancellationToken ct)
    {
        record.Begin(scenario, info);
        string? leftover = null;
        try
        {
            await WithLabAsync(scenario, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            Trouble(Cancelled);
        }
        catch (LeftoversException exception)
        {
            leftover = exception.Message;
            Trouble(leftover);
        }
        catch (LabException exception)
        {
            Trouble(exception.Message);
        }

        parts.Progress.Say("judging");
        Conclusion conclusion = new(parts, record);
        if (_journal.Failure is { } failure)
            conclusion.Doubt($"the journal could not be written: {failure.Message}");
        return new(conclusion.Reach(scenario, _reads, leftover), ct.IsCancellationRequested);
    }

    private async Task WithLabAsync(Scenario scenario, CancellationToken ct)
    {
        Enter(Phase.Starting);
        LabOptions options = new(new Dictionary<string, string> { [record.HistoryFolder] = NodeHistoryFolder });
        ILab lab = await parts.Labs.CreateAsync(scenario.Stack, options, _journal, ct);
        try
        {
            await WithWatchersAsync(scenario, lab, ct);
        }
        finally
        {
            Enter(Phase.Closing);
            using CancellationTokenSource limit = new(HealLimit, _clock);
            await GuardAsync("collecting logs", () => lab.CollectLogsAsync(record.LogFolder, limit.Token));
            await lab.DisposeAsync();
        }
    }

    private async Task WithWatchersAsync(Scenario scenario, ILab lab, CancellationToken ct)
    {
        Board board = new(_journal);
        Dictionary<string, IWatcher> watchers = scenario.Stack.Watches.ToDictionary(
            w => w.Name, w => parts.Watchers[w.Kind].Create(w, lab, _clock));
        using CancellationTokenSource watching = new();
        Task[] tasks = [.. watchers.Select(w => WatchAsync(w.Key, w.Value, board, watching.Token))];
        try
        {
            Enter(Phase.Settling);
            // Its workers start up while the stack does.
            await using ILoad load = await parts.Load.PrepareAsync(scenario.Loads, lab, scenario.Seed, NodeHistoryFolder, ct);
            SteadyState steady = new(scenario.Stack, board, _clock);
            await SettleAsync(scenario, steady, default, scenario.Stack.StartLimit, ct);
            await ReadConfigurationAsync(scenario, lab, ct);
            ITargets targets = parts.Targets(scenario.Stack, lab, watchers, scenario.Seed);
            Nemesis nemesis = new(parts, lab, targets, _journal);
            await WithLoadAsync(scenario, load, lab, board, steady, nemesis, ct);
        }
        finally
        {
            await watching.CancelAsync();
            await Task.WhenAll(tasks);
            board.Close();
        }
    }

    private async Task WithLoadAsync(
        Scenario scenario, ILoad load, ILab lab, Board board, SteadyState steady, Nemesis nemesis, CancellationToken ct)
    {
        await load.BeginAsync(ct);
        using CancellationTokenSource reporting = new();
        Task status = ReportLoadAsync(load, reporting.Token);
        bool recovered = false;
        try
        {
            Enter(Phase.Before);
            await Task.Delay(scenario.Margin, _clock, ct);
            Enter(Phase.Faults);
            recovered = await WalkAsync(scenario, lab, board, steady, nemesis, ct);
            Enter(Phase.After);
            await Task.Delay(scenario.Margin, _clock, ct);
        }
        finally
        {
            await CloseLoadAsync(load, nemesis, recovered);
            await reporting.CancelAsync();
            await status;
        }

        Enter(Phase.FinalReads);
        _reads.AddRange(await ReadDataAsync(scenario, lab, board, ct));
    }

    /// <summary>Does the steps. Whatever happens, the caller heals what is left.</summary>
    /// <returns>Whether the last thing done was to recover.</returns>
    private async Task<bool> WalkAsync(
        Scenario scenario, ILab lab, Board board, SteadyState steady, Nemesis nemesis, CancellationToken ct)
    {
        for (int i = 0; i < scenario.Steps.Count; i++)
        {
            Step step = scenario.Steps[i];
            await Task.Delay(step.After + Chance(scenario, i) * step.Jitter, _clock, ct);
            if (step.Upon is { } moment)
                await PlaceAsync(step, moment, board, ct);
            switch (step)
            {
                case FaultStep fault:
                    await nemesis.InjectAsync(i, fault, ct);
                    break;
                case HealStep heal:
                    await HealAsync(nemesis, heal.Name);
                    break;
                case WaitStep wait:
                    await WaitAsync(steady, wait, ct);
                    break;
                case RecoverStep recover:
                    await ReadBeforeHealingAsync(scenario, lab, board, ct);
                    await RecoverAsync(scenario, steady, nemesis, recover.Limit, ct);
                    break;
            }
        }

        if (scenario.Steps is not [.., RecoverStep])
            await RecoverAsync(scenario, steady, nemesis, DefaultRecovery, ct);
        return true;
    }

    /// <summary>From 0 to 1, the same in every run with this seed.</summary>
    private static double Chance(Scenario scenario, int step) => new Random(HashSeed(scenario.Seed, step)).NextDouble();

    private static int HashSeed(int seed, int step) => unchecked((seed * 397) ^ (step * 7919));

    private async Task PlaceAsync(Step step, Moment moment, Board board, CancellationToken ct)
    {
        string? seen = await new MomentWait(board, _clock).WaitAsync(moment, ct);
        if (seen is null)
            Trouble($"line {step.Line}: {moment.Subject} of {moment.Watch} did not change in time, so that the step has no place in its rhythm");
        else
            _journal.Write(new() { At = Instant.Now(_clock), Kind = EventKinds.Placed, Value = $"line {step.Line}: {seen}" });
    }

    private async Task RecoverAsync(
        Scenario scenario, SteadyState steady, Nemesis nemesis, TimeSpan limit, CancellationToken ct)
    {
        await nemesis.TimersAsync();
        await HealAsync(nemesis, null);
        Enter(Phase.Recovering);
        await SettleAsync(scenario, steady, Instant.Now(_clock), limit, ct);
    }

    private async Task WaitAsync(SteadyState steady, WaitStep wait, CancellationToken ct)
    {
        IReadOnlyList<string> missing = await steady.WaitAsync([wait.Until], default, wait.Limit, parts.Progress.Status, ct);
        if (missing.Count > 0)
            Trouble($"line {wait.Line}: waited {wait.Limit.TotalSeconds:0.#} s in vain: {missing[0]}");
    }

    private async Task SettleAsync(
        Scenario scenario, SteadyState steady, Instant since, TimeSpan limit, CancellationToken ct)
    {
        IReadOnlyList<string> missing = await steady.WaitAsync(
            scenario.Stack.Steady, since, limit, text => parts.Progress.Status($"waiting for steady state: {text}"), ct);
        _journal.Write(new()
        {
            At = Instant.Now(_clock), Kind = EventKinds.SteadyState, Value = missing.Count == 0 ? "steady" : "unsteady",
            Data = new Dictionary<string, string>
            {
                ["missing"] = string.Join('\n', missing), ["limit"] = $"{limit.TotalSeconds:0.###}s",
            },
        });
        if (missing.Count == 0)
            return;
        parts.Progress.Say($"no steady state within {limit.TotalSeconds:0.#} s: {string.Join("; ", missing)}");
        if (since == default)
            throw new LabException($"the stack did not reach its steady state in {limit.TotalSeconds:0.#} s (its 'start-limit'): {string.Join("; ", missing.Concat(Restless()))}");
    }

    /// <summary>A service that does not stay up is the likeliest reason for a stack that does not settle.</summary>
    private IEnumerable<string> Restless() =>
        from exit in _journal.Exits
        where exit.Value > 1
        orderby exit.Value descending
        select $"{exit.Key.Service} on {exit.Key.Node} ended {exit.Value} times, see logs/{exit.Key.Node}/{exit.Key.Service}.log";

    /// <summary>Heals with its own limit: a cancelled run must still mend the lab.</summary>
    private async Task HealAsync(Nemesis nemesis, string? name)
    {
        using CancellationTokenSource limit = new(HealLimit, _clock);
        await GuardAsync("healing", () => nemesis.HealAsync(name, limit.Token));
    }

    private async Task CloseLoadAsync(ILoad load, Nemesis nemesis, bool recovered)
    {
        if (!recovered)
            await HealAsync(nemesis, null);
        using CancellationTokenSource limit = new(HealLimit, _clock);
        await GuardAsync("stopping load", () => load.StopAsync(limit.Token));
    }

    /// <summary>
    /// What each node holds while the fault is still in place: it tells later where a lost write had been. It never
    /// counts as the system's own word.
    /// </summary>
    private Task ReadBeforeHealingAsync(Scenario scenario, ILab lab, Board board, CancellationToken ct) =>
        GuardAsync("reading data before healing", async () => _reads.AddRange(
            (await ReadDataAsync(scenario, lab, board, ct)).Select(r => r with { Authoritative = false })));

    private async Task<IReadOnlyList<FinalRead>> ReadDataAsync(
        Scenario scenario, ILab lab, Board board, CancellationToken ct) =>
        scenario.Stack.Data is { } data && parts.Data.TryGetValue(data.Kind, out IDataReader? reader)
            ? await reader.ReadAsync(scenario.Stack, lab, board, _journal, _clock, ct)
            : [];

    private async Task ReadConfigurationAsync(Scenario scenario, ILab lab, CancellationToken ct)
    {
        if (scenario.Stack.Data is { } data && parts.Configuration.TryGetValue(data.Kind, out IConfigurationReader? reader))
            await GuardAsync("reading the live configuration", () => reader.ReadAsync(scenario.Stack, lab, _journal, _clock, ct));
        foreach (string remark in parts.Preflight(scenario.Stack.Table, _journal.Configuration))
            parts.Progress.Say(remark);
    }

    private async Task WatchAsync(string name, IWatcher watcher, Board board, CancellationToken ct)
    {
        try
        {
            await watcher.RunAsync(board, _journal, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            Trouble($"watch {name} ended: {exception.Message}");
        }
    }

    private async Task ReportLoadAsync(ILoad load, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            parts.Progress.Status(string.Join("   ", load.Status.Select(s =>
                $"{s.Key}: {s.Value.Started} started, {s.Value.Ok} ok, {s.Value.Fail} fail, {s.Value.Info} info")));
            foreach ((string name, LoadStatus status) in load.Status.Where(s => !s.Value.Alive))
                parts.Progress.Status($"{name}: its worker has ended after {status.Started} operations");
            await Task.Delay(StatusPeriod, _clock, ct).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private async Task GuardAsync(string what, Func<Task> deed)
    {
        try
        {
            await deed();
        }
        catch (Exception exception)
        {
            Trouble($"{what}: {exception.Message}");
        }
    }

    private void Enter(Phase phase)
    {
        _journal.Write(new() { At = Instant.Now(_clock), Kind = EventKinds.Phase, Value = phase.ToString() });
        parts.Progress.Status(phase.ToString());
    }

    private void Trouble(string text)
    {
        _journal.Write(new() { At = Instant.Now(_clock), Kind = EventKinds.Trouble, Value = text });
        parts.Progress.Say(text);
    }
}

/// <summary>Something of the lab could not be removed.</summary>
public sealed class LeftoversException : Exception
{
    public LeftoversException(string message) : base(message) { }
    public LeftoversException(string message, Exception inner) : base(message, inner) { }
    public LeftoversException() { }
}
