using ChaosHarness.Faults.Injecting;
using ChaosHarness.Faults.Processes;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Services;

/// <summary>One service of one node: what its service manager says and what the kernel says.</summary>
internal sealed class ServiceOf(INode node, string service, TimeProvider clock)
{
    /// <summary>How long a service may take to appear in the kernel's list once its manager has started it.</summary>
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(5);

    /// <summary>Kills and exits take no longer than this on a machine that is not overwhelmed.</summary>
    public static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_askAgainAfter = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(200);

    public INode Node => node;

    public string Name => service;

    /// <summary>The service manager.</summary>
    public IServiceControl Control => node.Need<IServiceControl>();

    /// <summary>Whether another program starts and stops it, so that nothing is to be mended but by that one.</summary>
    private bool IsFollowed => node.Service(service).Process is not null;

    /// <summary>The main process, when the kernel has it too.</summary>
    public int? RunningPid => Control.Status(service).Pid is { } pid && ProcessTable.IsAlive(pid) ? pid : null;

    /// <summary>The main process first, then its descendants.</summary>
    public IReadOnlyList<ServiceProcess> Processes => node.Processes(service);

    /// <summary>The same, one process at least.</summary>
    /// <exception cref="LabException">The node or the service does not run.</exception>
    public IReadOnlyList<ServiceProcess> NeedRunning()
    {
        node.NeedUp();
        _ = node.Service(service);
        return Processes is { Count: > 0 } processes
            ? processes
            : throw new LabException(
                $"The service '{service}' does not run on {node.Name}, so that this fault cannot take effect there.");
    }

    /// <summary>
    /// Has it started if it does not run: what healing means for most faults on services. A service manager may pass
    /// over a start that comes while the service is still ending, so that it is asked again until the service is there.
    /// Where another program decides whether it runs, that one is started if need be; a node that has lost its power
    /// meanwhile, by the system's own doing, is let be.
    /// </summary>
    /// <exception cref="LabException">The node is not up.</exception>
    public async Task EnsureRunningAsync(CancellationToken ct)
    {
        if (IsFollowed)
        {
            if (node.State == NodeState.Up && node.Service(service).StartedBy is { } starter)
                await new ServiceOf(node, starter, clock).EnsureRunningAsync(ct);
            return;
        }

        node.NeedUp();
        while (!(Control.Status(service).Wanted && RunningPid is not null))
        {
            using CancellationTokenSource limit = new(s_askAgainAfter, clock);
            using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
            try
            {
                await Control.StartAsync(service, both.Token);
                await Eventually.HoldsAsync(LookRunning, s_settling, clock, both.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
            }
            catch (OperationCanceledException)
            {
                ServiceStatus status = Control.Status(service);
                throw new LabException($"{LookRunning().Evidence} Its service manager says: {status}");
            }

            node.NeedUp();
        }
    }

    /// <summary>Looks whether it runs.</summary>
    public Task<Proof> ProveRunningAsync(CancellationToken ct) => IsFollowed
        ? Task.FromResult(clock.Seen(true, $"Whether {service} runs on {node.Name} is for the program that starts it."))
        : Eventually.HoldsAsync(LookRunning, s_startLimit, clock, ct);

    /// <summary>A process, for people.</summary>
    public string Describe(ServiceProcess process) =>
        $"{process.Name} (process {process.Pid}) of {service} on {node.Name}";

    private Proof LookRunning()
    {
        bool runs = node.State == NodeState.Up && Control.Status(service).Wanted && RunningPid is not null;
        string how = runs ? $"runs as process {RunningPid}" : "does not run";
        return clock.Seen(runs, $"{service} on {node.Name} {how}.");
    }
}
