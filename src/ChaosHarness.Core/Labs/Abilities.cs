namespace ChaosHarness.Labs;

/// <summary>A node whose services can be started and stopped through its service manager.</summary>
public interface IServiceControl
{
    /// <summary>Asks the service manager to start a service; returns when its process runs.</summary>
    Task StartAsync(string service, CancellationToken ct);

    /// <summary>Asks the service manager to stop a service and to keep it stopped; returns when its process is gone.</summary>
    Task StopAsync(string service, CancellationToken ct);

    /// <summary>What the service manager says.</summary>
    ServiceStatus Status(string service);

    /// <summary>The commands that a person would type for these, for plans and reports.</summary>
    NodeCommand Describe(string verb, string service);
}

/// <summary>What a service manager says of a service.</summary>
/// <param name="Wanted">Whether the service manager wants it up.</param>
/// <param name="Pid">Its main process as the harness sees it, or null when it does not run.</param>
public sealed record ServiceStatus(bool Wanted, int? Pid);

/// <summary>A node whose processes can be sent signals.</summary>
public interface ISignals
{
    /// <summary>Sends a signal by its number to processes as the harness sees them. Processes that are gone are passed over.</summary>
    void Send(IReadOnlyList<int> pids, int signal);
}

/// <summary>A node with a power switch.</summary>
public interface IPower
{
    /// <summary>Cuts the power: every process is gone at once, nothing is flushed by them, the network port goes dead.</summary>
    Task OffAsync(CancellationToken ct);

    /// <summary>Boots it again with the same disk.</summary>
    Task OnAsync(CancellationToken ct);
}

/// <summary>A node that can be frozen as a hypervisor pauses a virtual machine.</summary>
public interface IFreezer
{
    /// <summary>Stops every process of the node, and its network port.</summary>
    Task FreezeAsync(CancellationToken ct);

    /// <summary>Lets it go on.</summary>
    Task ThawAsync(CancellationToken ct);
}

/// <summary>A node whose processes can be given a wall clock of their own.</summary>
public interface IClocks
{
    /// <summary>How far the wall clock that a process reads is from the machine's; null when the process is gone.</summary>
    TimeSpan? Offset(int pid);

    /// <summary>
    /// Has a process read a wall clock that is so many whole seconds from the machine's; zero gives it the machine's again.
    /// What it forks has the same clock, a program that it executes has the machine's. Monotonic clocks stay as they are, and
    /// so does the kernel's own: a wait until a time of day ends when the machine's clock says so. Does nothing when the
    /// process is gone.
    /// </summary>
    /// <exception cref="LabException">It cannot be done to this process, or on this kind of processor.</exception>
    Task SetAsync(int pid, TimeSpan offset, CancellationToken ct);
}
