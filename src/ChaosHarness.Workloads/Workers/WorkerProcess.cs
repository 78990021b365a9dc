using System.Text.Json;
using ChaosHarness.Labs;

namespace ChaosHarness.Workloads.Workers;

/// <summary>A worker seen from the harness.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly string _node;
    private readonly INodeProcess _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private LoadStatus _status = new(0, 0, 0, 0, true);

    public WorkerProcess(string load, string node, INodeProcess process)
    {
        Load = load;
        _node = node;
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>The load's name.</summary>
    public string Load { get; }

    /// <summary>What it said last.</summary>
    public LoadStatus Status => Volatile.Read(ref _status);

    /// <summary>Lets it connect and rehearse; returns when it can begin.</summary>
    /// <exception cref="LabException">It ended instead.</exception>
    public async Task RehearseAsync(CancellationToken ct)
    {
        await SayAsync("rehearse", ct);
        await WaitAsync(_ready.Task, ct);
    }

    /// <summary>Lets it begin; returns when its schedule runs.</summary>
    /// <exception cref="LabException">It ended instead.</exception>
    public async Task GoAsync(CancellationToken ct)
    {
        await SayAsync("go", ct);
        await WaitAsync(_running.Task, ct);
    }

    private async Task WaitAsync(Task state, CancellationToken ct)
    {
        await Task.WhenAny(state, _reading).WaitAsync(ct);
        if (state.IsCompleted) return;
        var end = await _process.WaitAsync(ct);
        throw new LabException(
            $"the worker of load {Load} on node {_node} ended at once with exit code {end.ExitCode}: {end.Error.Trim()}");
    }

    /// <summary>Asks it to stop, and waits until its history is closed.</summary>
    /// <exception cref="LabException">It ended in another way.</exception>
    public async Task StopAsync(CancellationToken ct)
    {
        await SayAsync("stop", ct);
        var end = await _process.WaitAsync(ct);
        await _reading.WaitAsync(ct);
        if (!end.Succeeded)
            throw new LabException(
                $"the worker of load {Load} on node {_node} ended with exit code {end.ExitCode}: {end.Error.Trim()}");
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _reading;
    }

    private async Task SayAsync(string order, CancellationToken ct)
    {
        try
        {
            await _process.Input.WriteAsync($"{order}\n".AsMemory(), ct);
            await _process.Input.FlushAsync(ct);
        }
        catch (IOException)
        {
            // It has ended already; its exit code says how.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _process.Output.ReadLineAsync() is { } line) Take(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It was killed.
        }

        Volatile.Write(ref _status, Status with { Alive = false });
    }

    private void Take(string line)
    {
        if (!line.StartsWith('{')) return;
        if (JsonSerializer.Deserialize(line, WorkerJson.Default.WorkerStatus) is not { } said) return;
        Volatile.Write(ref _status, new LoadStatus(said.Started, said.Ok, said.Fail, said.Info, true));
        if (said.State == WorkerStatus.Ready) _ready.TrySetResult();
        if (said.State == WorkerStatus.Running) _running.TrySetResult();
    }
}
