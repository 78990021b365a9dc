using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.LabTests.Kit;

/// <summary>A "node" with an address of its own in 127.0.0.0/8, whose services are plain child processes of the tests.</summary>
internal sealed class LoopbackNode(NodeSpec spec, string root) : INode, IServiceControl, ISignals, IAsyncDisposable
{
    private readonly Dictionary<string, Process> _processes = [];

    public NodeSpec Spec => spec;

    public NodeState State => NodeState.Up;

    public async Task BootAsync(CancellationToken ct)
    {
        foreach (ServiceSpec service in spec.Services)
        {
            foreach (FileSpec file in service.Files)
            {
                string path = root + file.Path;
                Directory.CreateDirectory(file.IsFolder ? path : Path.GetDirectoryName(path)!);
                if (!file.IsFolder)
                    await File.WriteAllTextAsync(path, file.Content, ct);
            }

            if (service.Enabled)
                await StartAsync(service.Name, ct);
        }
    }

    public async Task<CommandResult> RunAsync(NodeCommand command, CancellationToken ct)
    {
        using Process process = Start(command.Arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(ct);
        Task<string> error = process.StandardError.ReadToEndAsync(ct);
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new CommandResult(process.ExitCode, await output, await error);
    }

    public Task<INodeProcess> StartAsync(NodeCommand command, CancellationToken ct) => throw new NotSupportedException();

    public async Task<Socket> ConnectAsync(EndPoint endpoint, CancellationToken ct)
    {
        EndPoint own = endpoint switch
        {
            UnixDomainSocketEndPoint unix => new UnixDomainSocketEndPoint(root + unix),
            IPEndPoint ip when IPAddress.IsLoopback(ip.Address) && ip.Address.GetAddressBytes()[1] == 0 => new IPEndPoint(spec.Address, ip.Port),
            _ => endpoint,
        };
        Socket socket = own is UnixDomainSocketEndPoint
            ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(own, ct);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task<string> ReadFileAsync(string path, CancellationToken ct) => File.ReadAllTextAsync(root + path, ct);

    public IReadOnlyList<ServiceProcess> Processes(string service) =>
        _processes.TryGetValue(service, out Process? process) && !process.HasExited
            ? [new ServiceProcess(process.Id, process.ProcessName, 'S')]
            : [];

    public T? Ability<T>() where T : class => this as T;

    public Task StartAsync(string service, CancellationToken ct)
    {
        if (Processes(service).Count == 0)
            _processes[service] = Start(spec.Services.Single(s => s.Name == service).Command);
        return Task.CompletedTask;
    }

    public async Task StopAsync(string service, CancellationToken ct)
    {
        if (_processes.Remove(service, out Process? process))
        {
            process.Kill();
            await process.WaitForExitAsync(ct);
        }
    }

    public ServiceStatus Status(string service) =>
        new(_processes.ContainsKey(service), Processes(service) is [var main, ..] ? main.Pid : null);

    public NodeCommand Describe(string verb, string service) => new([verb, service]);

    public void Send(IReadOnlyList<int> pids, int signal)
    {
        foreach (int pid in pids)
            Process.Start("kill", [$"-{signal}", $"{pid}"]).WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string service in _processes.Keys.ToArray())
            await StopAsync(service, CancellationToken.None);
    }

    private static Process Start(IReadOnlyList<string> command)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }
}
