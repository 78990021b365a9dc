using ChaosHarness.Faults.Injecting;
using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Faults.Services;

/// <summary>
/// Ends processes of some services of a node by a signal. The proof is the exit of these very processes; that a service
/// manager has started others since does not weaken it.
/// </summary>
internal sealed class KillDeed(INode node, IReadOnlyList<string> services, Signal signal, TimeProvider clock) : IDeed
{
    private readonly ServiceOf[] _services = [.. services.Select(s => new ServiceOf(node, s, clock))];
    private readonly List<(ServiceOf Service, ServiceProcess Process)> _victims = [];
    private ExitWatch? _exits;
    private Instant _sent;

    /// <summary>Which processes of a service are hit.</summary>
    public required Func<IReadOnlyList<ServiceProcess>, IEnumerable<ServiceProcess>> Pick { get; init; }

    /// <summary>Whether services that do not run are passed over, and none has to have a victim.</summary>
    public bool SearchesServices { get; init; }

    /// <summary>What is looked for, for the message when there is no victim.</summary>
    public string What { get; init; } = "process";

    public string Where => node.Name;

    public Task PrepareAsync(CancellationToken ct)
    {
        node.NeedUp();
        foreach (ServiceOf service in _services)
        {
            IReadOnlyList<ServiceProcess> all = SearchesServices ? service.Processes : service.NeedRunning();
            _victims.AddRange(Pick(all).Select(p => (service, p)));
        }

        if (_victims.Count == 0)
            throw new LabException($"No {What} runs on {node.Name}; there are {Requests.List(Names())}.");
        return Task.CompletedTask;
    }

    public Task DoAsync(CancellationToken ct)
    {
        ServiceProcess[] processes = [.. _victims.Select(v => v.Process)];
        _exits = ExitWatch.Begin(processes, Limit(), clock);
        _sent = Instant.Now(clock);
        node.Need<ISignals>().Send([.. processes.Select(p => p.Pid)], signal.Number);
        return Task.CompletedTask;
    }

    public async Task UndoAsync(CancellationToken ct)
    {
        // One that is still dying would be taken for one that runs.
        if (_exits is not null)
            await _exits.WaitAsync(ServiceOf.ExitLimit, clock, ct);
        foreach (ServiceOf service in Hit())
            await service.EnsureRunningAsync(ct);
    }

    public async Task<Proof> ProveDoneAsync(CancellationToken ct)
    {
        await _exits!.WaitAsync(Limit(), clock, ct);
        if (_exits.Alive.FirstOrDefault() is { } survivor)
            return clock.Seen(false, $"{Describe(survivor)} still runs after {signal}.");
        Instant first = _exits.Exits.Min();
        Instant last = _exits.Exits.Max();
        string who = string.Join(" and ", _exits.Processes.Select(Describe));
        string after = $"exited {(last - _sent).TotalMilliseconds:0.0} ms after {signal}";
        return new Proof(true, $"{who} {after}; {string.Join("; ", Hit().Select(Fate))}.", first);
    }

    public async Task<Proof> ProveUndoneAsync(CancellationToken ct)
    {
        Proof[] proofs = await Task.WhenAll(Hit().Select(s => s.ProveRunningAsync(ct)));
        return Proofs.All(proofs, Enumerable.Max);
    }

    /// <summary>A signal that can be handled gives the service the time that its manager gives it to stop.</summary>
    private TimeSpan Limit() => signal == Signal.Kill
        ? ServiceOf.ExitLimit
        : Hit().Select(s => node.Service(s.Name).StopTimeout).Append(ServiceOf.ExitLimit).Max();

    private IEnumerable<ServiceOf> Hit() => _victims.Select(v => v.Service).Distinct();

    private string Describe(ServiceProcess process) =>
        _victims.First(v => v.Process == process).Service.Describe(process);

    private string Fate(ServiceOf service)
    {
        ServiceProcess[] mine = [.. _victims.Where(v => v.Service == service).Select(v => v.Process)];
        if (service.RunningPid is not { } pid)
            return $"{service.Name} does not run now";
        return mine.Any(p => p.Pid == pid)
            ? $"{service.Name} runs again under the same process id {pid}"
            : $"{service.Name} runs as process {pid} now";
    }

    private IEnumerable<string> Names() =>
        node.Spec.Services.SelectMany((ServiceSpec s) => node.Processes(s.Name)).Select(p => p.Name).Distinct();
}
