using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>A node's service manager.</summary>
internal sealed class NodeServices(NamespaceNode node, NodePlace place, TimeProvider clock) : IServiceControl
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task StartAsync(string service, CancellationToken ct)
    {
        RequireManaged(service);
        var tracker = node.Boot.Service(service);
        await SendAsync(service, 'u', ct);
        await tracker.WaitAsync(() => tracker.Pid is not null, ct);
    }

    /// <inheritdoc/>
    public async Task StopAsync(string service, CancellationToken ct)
    {
        RequireManaged(service);
        var tracker = node.Boot.Service(service);
        await SendAsync(service, 'd', ct);
        await tracker.WaitAsync(() => tracker.Pid is null && !Status(service).Wanted, ct);
    }

    /// <inheritdoc/>
    public ServiceStatus Status(string service) =>
        node.State == NodeState.Down ? new ServiceStatus(false, null)
            : new ServiceStatus(SuperviseStatus.Read(place.Supervise(service)).Wanted, node.Boot.Service(service).Pid);

    /// <inheritdoc/>
    public NodeCommand Describe(string verb, string service) => ServiceFolder.Command(verb, service);

    private void RequireManaged(string service)
    {
        if (node.Spec.Services.Any(s => s.Name == service && s.Process is not null))
            throw new LabException($"{service} on {node.Spec.Name} is started and stopped by another program; ask that one");
    }

    /// <summary>
    /// Does what s6-svc does, without starting it: writes a letter to the supervisor's pipe. The supervisor of a node
    /// that has just booted may not have opened it yet.
    /// </summary>
    private async Task SendAsync(string service, char letter, CancellationToken ct)
    {
        string pipe = Path.Combine(place.Supervise(service), "control");
        var since = Instant.Now(clock);
        while (!TryWrite(pipe, letter))
        {
            if (Instant.Now(clock) - since > Patience)
                throw new LabException($"{node.Spec.Name}: the supervisor of {service} does not listen");
            await Task.Delay(Again, clock, ct);
        }
    }

    private static unsafe bool TryWrite(string pipe, char letter)
    {
        const int writeOnly = 1;
        int fd = Libc.Open(pipe, writeOnly | Libc.NonBlocking | Libc.CloseOnExec, 0);
        if (fd < 0)
            return false;
        byte value = (byte)letter;
        bool written = Libc.Write(fd, &value, 1) == 1;
        _ = Libc.Close(fd);
        return written;
    }
}
