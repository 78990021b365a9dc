namespace ChaosHarness.Workloads.Workers;

/// <summary>
/// What a worker is told, a word a line: <c>rehearse</c>, <c>go</c>, then <c>stop</c>. The end of the input stops it too.
/// </summary>
internal sealed class Orders
{
    private readonly TaskCompletionSource<bool> _rehearse = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TextReader _input;

    /// <param name="input">Where they come from.</param>
    /// <param name="ct">Stops as well.</param>
    public Orders(TextReader input, CancellationToken ct)
    {
        _input = input;
        // Reading a console cannot be cancelled: that gets a thread of its own, and the token ends the wait for it.
        Stop = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WaitAsync(ct).ContinueWith(_ => _go.TrySetResult(false) | _rehearse.TrySetResult(false), TaskScheduler.Default);
    }

    /// <summary>Whether to connect and rehearse; false when it was stopped before that.</summary>
    public Task<bool> Rehearse => _rehearse.Task;

    /// <summary>Whether to begin; false when it was stopped before that.</summary>
    public Task<bool> Go => _go.Task;

    /// <summary>Ends when the worker has to.</summary>
    public Task Stop { get; }

    private void Read()
    {
        while (_input.ReadLine() is { } line && line != "stop")
        {
            if (line == "rehearse") _rehearse.TrySetResult(true);
            if (line == "go") _go.TrySetResult(true);
        }
    }
}
