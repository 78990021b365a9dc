using ChaosHarness.Faults;
using ChaosHarness.Journals;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Running;

/// <summary>
/// Walks the fault steps: resolves targets, writes the undo down before the deed, injects, proves the effect, heals,
/// and proves the healing. A fault that fails or has no effect is journalled; it does not stop the run, the verdict
/// takes care of it.
/// </summary>
internal sealed class Nemesis(RunParts parts, ILab lab, ITargets targets, IJournal journal)
{
    private readonly List<Live> _live = [];
    private readonly List<Task> _timers = [];

    private sealed record Live(int Step, FaultStep Fault, IInjection Injection, IReadOnlyList<string> Targets)
    {
        public bool Healed { get; set; }

        public SemaphoreSlim Gate { get; } = new(1, 1);
    }

    /// <summary>Injects the fault of a step.</summary>
    public async Task InjectAsync(int index, FaultStep step, CancellationToken ct)
    {
        IInjector injector = parts.Injectors[step.Fault];
        FaultRequest request;
        try
        {
            request = await ResolveAsync(step, ct);
        }
        catch (LabException exception)
        {
            Write(EventKinds.Injecting, index, step.Name, step.Fault);
            Trouble(index, step.Name, exception.Message);
            return;
        }

        string[] names = [.. request.Targets.Select(n => n.Name)];
        IReadOnlyList<PlannedCommand> plan = injector.Plan(lab, request);
        Write(EventKinds.Injecting, index, step.Name, step.Fault, new()
        {
            ["targets"] = string.Join(' ', names),
            ["asked"] = step.On?.Text ?? "",
            ["commands"] = string.Join('\n', plan.Select(p => $"{p.Where}: {p.Command}")),
            ["undo"] = string.Join('\n', plan.Where(p => p.Undo is not null).Select(p => $"{p.Where}: {p.Undo}")),
        });
        parts.Progress.Say($"{step.Fault}{(names.Length > 0 ? " on " + string.Join(", ", names) : "")}");
        try
        {
            IInjection injection = await injector.InjectAsync(lab, request, ct);
            Live live = new(index, step, injection, names);
            _live.Add(live);
            Write(EventKinds.Injected, index, step.Name, step.Fault);
            await ProveEffectAsync(live, ct);
            if (step.For is { } span)
                _timers.Add(HealLaterAsync(live, span, ct));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Trouble(index, step.Name, $"{step.Fault} failed: {exception.Message}");
        }
    }

    /// <summary>Heals one fault by name, or all, newest first.</summary>
    public async Task HealAsync(string? name, CancellationToken ct)
    {
        foreach (Live live in Enumerable.Reverse(_live).Where(l => name is null || l.Fault.Name == name).ToArray())
            await HealAsync(live, ct);
    }

    /// <summary>Waits for faults that heal by themselves after a time.</summary>
    public Task TimersAsync() => Task.WhenAll(_timers);

    private async Task HealLaterAsync(Live live, TimeSpan span, CancellationToken ct)
    {
        await Task.Delay(span, parts.Clock, ct).ContinueWith(static _ => { }, TaskScheduler.Default);
        if (!ct.IsCancellationRequested)
            await HealAsync(live, ct);
    }

    private async Task HealAsync(Live live, CancellationToken ct)
    {
        await live.Gate.WaitAsync(ct);
        try
        {
            if (live.Healed)
                return;
            Write(EventKinds.Healing, live.Step, live.Fault.Name, live.Fault.Fault);
            parts.Progress.Say($"healing {live.Fault.Name}");
            await live.Injection.HealAsync(ct);
            Proof proof = await live.Injection.ProveHealedAsync(ct);
            Write(proof.Holds ? EventKinds.Healed : EventKinds.HealFailed, live.Step, live.Fault.Name, live.Fault.Fault,
                new() { ["proof"] = proof.Evidence }, proof.At);
            live.Healed = proof.Holds;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Write(EventKinds.HealFailed, live.Step, live.Fault.Name, live.Fault.Fault, new() { ["proof"] = exception.Message });
            parts.Progress.Say($"healing {live.Fault.Name} failed: {exception.Message}");
        }
        finally
        {
            live.Gate.Release();
        }
    }

    private async Task ProveEffectAsync(Live live, CancellationToken ct)
    {
        Proof proof = await live.Injection.ProveEffectAsync(ct);
        Write(proof.Holds ? EventKinds.Effective : EventKinds.Ineffective, live.Step, live.Fault.Name, live.Fault.Fault,
            new() { ["proof"] = proof.Evidence, ["targets"] = string.Join(' ', live.Targets) }, proof.At);
        if (!proof.Holds)
            parts.Progress.Say($"{live.Fault.Name} had no effect: {proof.Evidence}");
    }

    private async Task<FaultRequest> ResolveAsync(FaultStep step, CancellationToken ct)
    {
        IReadOnlyList<INode> nodes = step.On is null ? [] : await targets.ResolveAsync(step.On, ct);
        Dictionary<string, IReadOnlyList<INode>> groups = [];
        foreach ((string name, ParameterValue value) in step.Parameters)
        {
            if (value.Value is Selector selector)
                groups[name] = await targets.ResolveAsync(selector, ct);
            if (value.Value is not IReadOnlyList<Selector> selectors)
                continue;
            for (int i = 0; i < selectors.Count; i++)
                groups[$"{name}.{i}"] = await targets.ResolveAsync(selectors[i], ct);
        }

        string? service = step.Parameters.GetValueOrDefault("service")?.Text;
        return new(step.Name, nodes, service, step.Parameters, groups, parts.Clock);
    }

    private void Trouble(int index, string name, string text)
    {
        Write(EventKinds.Ineffective, index, name, text, new() { ["proof"] = text });
        parts.Progress.Say(text);
    }

    private void Write(
        string kind, int step, string name, string value, Dictionary<string, string>? data = null, Instant? at = null) =>
        journal.Write(new()
        {
            At = at ?? Instant.Now(parts.Clock), Kind = kind, Step = step, Subject = name, Value = value,
            Data = data ?? [],
        });
}
