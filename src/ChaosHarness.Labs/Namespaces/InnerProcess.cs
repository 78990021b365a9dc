using System.Text;
using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>The launcher's side of the inner process.</summary>
internal sealed class InnerProcess : IDisposable
{
    private const int Killed = 128 + Libc.Kill;
    private readonly FileStream? _input;
    private readonly Thread _parent;
    private readonly TaskCompletionSource<Reaped> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _ended = new();
    private readonly Pipe _words = Pipe.Create();
    private readonly List<(int Write, int Target)> _outputs = [];
    private readonly List<Task> _readers = [];

    private InnerProcess(FdWatcher watcher, IReadOnlyList<string> command, ReexecOptions options)
    {
        Pipe? input = options.InheritInput ? null : Pipe.Create();
        _input = input is { } pipe ? new FileStream(new(pipe.Write, ownsHandle: true), FileAccess.Write, 0) : null;
        Redirect(1, options.Output);
        Redirect(2, options.Error);
        // The parent-death signal means the death of the thread that started the child, so this thread stays.
        _parent = new Thread(() => Parent(watcher, command, input)) { IsBackground = true, Name = "inner's parent" };
        _parent.Start();
    }

    /// <summary>Whether the namespaces were made and the program was started in them; known once it has ended.</summary>
    internal bool CameUp { get; private set; }

    internal static InnerProcess Start(FdWatcher watcher, IReadOnlyList<string> command, ReexecOptions options) =>
        new(watcher, command, options);

    /// <summary>Asks it to end.</summary>
    internal void Cancel()
    {
        try
        {
            _input?.Write(Encoding.UTF8.GetBytes("cancel\n"));
            if (_input is null)
                Kill();
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    /// <summary>Ends it and everything in its namespaces.</summary>
    internal void Kill()
    {
        if (_started.Task is { IsCompletedSuccessfully: true, Result: var reaped })
            reaped.Kill();
    }

    public void Dispose()
    {
        Kill();
        _ended.Set();
        _parent.Join();
        _input?.Dispose();
        _ended.Dispose();
    }

    /// <summary>Gives its exit code; 128 and the signal's number when a signal ended it. To be called once.</summary>
    internal async Task<int> WaitAsync()
    {
        var reaped = await _started.Task;
        int code = await reaped.ExitCode;
        await Task.WhenAll(_readers);
        string words = Words();
        CameUp = words.Length > 0;
        // unshare says 1 when the namespaces' first process was killed, which is not what our program means by 1.
        return CameUp && !words.Contains("exit", StringComparison.Ordinal) ? Killed : code;
    }

    /// <summary>Reads what it writes to a descriptor, line by line, until everything that could write there is gone.</summary>
    private void Redirect(int descriptor, Action<string>? take)
    {
        if (take is null)
            return;
        var pipe = Pipe.Create();
        _outputs.Add((pipe.Write, descriptor));
        var lines = new StreamReader(new FileStream(new(pipe.Read, ownsHandle: true), FileAccess.Read, 0));
        _readers.Add(Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

        void Read()
        {
            using (lines)
            {
                while (lines.ReadLine() is { } line)
                    take(line);
            }
        }
    }

    /// <summary>What the namespaces' first process has told: that it is up, and how the program ended.</summary>
    private unsafe string Words()
    {
        const int most = 64;
        byte* buffer = stackalloc byte[most];
        nint length = Libc.Read(_words.Read, buffer, most);
        _ = Libc.Close(_words.Read);
        return Encoding.UTF8.GetString(buffer, (int)Math.Max(0, length));
    }

    private void Parent(FdWatcher watcher, IReadOnlyList<string> command, Pipe? input)
    {
        try
        {
            var descriptors = new List<(int, int)> { (_words.Write, 3) };
            descriptors.AddRange(_outputs);
            if (input is { } pipe)
                descriptors.Insert(0, (pipe.Read, 0));
            int pid = Child.StartHere(new ChildStart(command)
            {
                Environment = LabHost.InnerEnvironment(), Descriptors = descriptors,
            });
            _started.SetResult(new Reaped(watcher, pid));
        }
        catch (LabException trouble)
        {
            _started.SetException(trouble);
        }
        finally
        {
            _ = Libc.Close(_words.Write);
            foreach ((int write, _) in _outputs)
                _ = Libc.Close(write);
            if (input is { } pipe)
                _ = Libc.Close(pipe.Read);
        }
        _ended.Wait();
    }
}
