using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ChaosHarness.Labs;
using ChaosHarness.Scenarios;

namespace ChaosHarness.Tests.Workloads;

/// <summary>Nodes that are this machine: commands run as ordinary child processes.</summary>
internal sealed class LocalLab : ILab
{
    private readonly List<Process> _started = [];

    public LocalLab(params string[] names) => Nodes = [.. names.Select(n => new LocalNode(n, this))];

    public string Id => "local";

    public IReadOnlyList<INode> Nodes { get; }

    public INetwork Network => throw new NotSupportedException();

    /// <summary>Helper processes that still run.</summary>
    public int Running => _started.Count(p => !p.HasExited);

    public void KillAll() => _started.ForEach(p => p.Kill());

    public Task CollectLogsAsync(string folder, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask DisposeAsync()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static Process Start(NodeCommand command)
    {
        var start = new ProcessStartInfo(command.Arguments[0], command.Arguments.Skip(1))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private sealed class LocalNode(string name, LocalLab lab) : INode
    {
        public NodeSpec Spec { get; } = new() { Name = name, Address = IPAddress.Loopback, Groups = [], Services = [] };

        public NodeState State => NodeState.Up;

        public async Task<CommandResult> RunAsync(NodeCommand command, CancellationToken ct)
        {
            using var process = Start(command);
            return await ResultAsync(process, process.StandardOutput.ReadToEndAsync(ct), ct);
        }

        public Task<INodeProcess> StartAsync(NodeCommand command, CancellationToken ct)
        {
            var process = Start(command);
            lab._started.Add(process);
            return Task.FromResult<INodeProcess>(new LocalProcess(process));
        }

        public Task<Socket> ConnectAsync(EndPoint endpoint, CancellationToken ct) => throw new NotSupportedException();

        public Task<string> ReadFileAsync(string path, CancellationToken ct) => File.ReadAllTextAsync(path, ct);

        public IReadOnlyList<ServiceProcess> Processes(string service) => [];

        public T? Ability<T>() where T : class => null;
    }

    private static async Task<CommandResult> ResultAsync(Process process, Task<string> output, CancellationToken ct)
    {
        string error = await process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return new CommandResult(process.ExitCode, await output, error);
    }

    private sealed class LocalProcess(Process process) : INodeProcess
    {
        public StreamWriter Input => process.StandardInput;

        public StreamReader Output => process.StandardOutput;

        public Task<CommandResult> WaitAsync(CancellationToken ct) => ResultAsync(process, Task.FromResult(""), ct);

        public ValueTask DisposeAsync()
        {
            if (!process.HasExited) process.Kill();
            process.WaitForExit();
            return ValueTask.CompletedTask;
        }
    }
}
