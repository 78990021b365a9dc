using Scdata.Log;

namespace Scdata.Data;

/// <summary>
/// Group commit: a thread takes all writes that wait, executes them, puts them on the log as one frame with one flush, and
/// only then answers them and lets others see them. Those that come meanwhile are the next frame.
/// </summary>
/// <remarks>
/// Reads are answered from memory. They would be stale once another process has the log, so that it looks after it also
/// while nobody writes, and ends when it has lost it: a read is stale by no more than the time between two looks. While the
/// volume hangs neither looks nor writes return, and reads go on: the volume keeps the lock for this process.
/// </remarks>
internal sealed class Committer : IDisposable
{
    /// <summary>Writes that may wait, for a volume that hangs: more are refused.</summary>
    private const int WaitingMax = 20_000;

    /// <summary>A frame ends with the write that makes it so long.</summary>
    private const int FrameBytes = 1 << 20;

    /// <summary>Time without a write after which the log is looked at.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(5);

    private readonly Tables _tables;
    private readonly LogWriter _log;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private readonly Queue<Waiting> _queue = new();
    private readonly List<(Waiting Write, Written Result)> _batch = [];
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    public Committer(Tables tables, LogWriter log)
    {
        (_tables, _log) = (tables, log);
        _thread = new Thread(Work) { Name = "commit", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Behind the last commit.</summary>
    public LogPosition Position => _log.Position;

    public uint Incarnation => _log.Incarnation;

    /// <summary>Ends when the log has failed, with what happened. From then on nothing is accepted.</summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>Commits a write. When it returns, the write is on the log.</summary>
    /// <exception cref="WriteRefusedException">It surely is not, and never will be.</exception>
    /// <exception cref="WriteUnknownException">Nobody knows.</exception>
    public Task<Written> CommitAsync(Write write)
    {
        Waiting waiting = new(write);
        lock (_gate)
        {
            if (_closed)
                throw new WriteRefusedException("stopping", "This process is about to end.");
            if (_queue.Count >= WaitingMax)
                throw new WriteRefusedException("busy", $"{WaitingMax} writes wait for the volume already.");
            _queue.Enqueue(waiting);
            Monitor.Pulse(_gate);
        }

        return waiting.Task;
    }

    /// <summary>Commits what waits, and ends. Waits a few seconds for a volume that hangs, and no longer.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join(s_goodbye);
    }

    private void Work()
    {
        while (Take())
        {
            try
            {
                Commit();
            }
            catch (LogFullException e)
            {
                _tables.Discard();
                Fail(_batch.Select(b => b.Write), new WriteRefusedException("volume-full", e.Message));
            }
            catch (Exception e)
            {
                Close(e);
                return;
            }
        }
    }

    /// <summary>Waits for writes, until a look is due at the longest; false at the end.</summary>
    private bool Take()
    {
        _batch.Clear();
        _log.Begin();
        lock (_gate)
        {
            while (_queue.Count == 0 && !_closed && Monitor.Wait(_gate, s_look))
                continue;
            for (int bytes = 0; bytes < FrameBytes && _queue.TryDequeue(out Waiting? next); bytes += next.Write.Bound)
                _batch.Add((next, default));
            return _batch.Count > 0 || !_closed;
        }
    }

    private void Commit()
    {
        for (int i = 0; i < _batch.Count; i++)
            _batch[i] = (_batch[i].Write, _batch[i].Write.Write.Execute(_tables, _log.Frame));
        if (_log.Frame.Records > 0)
            _log.Commit();
        else
            _log.Look();
        _tables.Publish();
        foreach ((Waiting write, Written result) in _batch)
            write.SetResult(result);
    }

    private void Close(Exception failure)
    {
        Fail(_batch.Select(b => b.Write), new WriteUnknownException(failure.Message));
        lock (_gate)
        {
            _closed = true;
            Fail(_queue, new WriteRefusedException("log-failed", failure.Message));
            _queue.Clear();
        }

        _failed.SetResult(failure);
    }

    private static void Fail(IEnumerable<Waiting> writes, Exception why)
    {
        foreach (Waiting write in writes)
            write.SetException(why);
    }

    private sealed class Waiting(Write write)
        : TaskCompletionSource<Written>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Write Write { get; } = write;
    }
}

/// <summary>A write was surely not done, and never will be.</summary>
/// <param name="reason">A stable word for programs.</param>
internal sealed class WriteRefusedException(string reason, string message) : Exception(message)
{
    public string Reason { get; } = reason;
}

/// <summary>Nobody knows whether a write is on the log: the volume failed under it.</summary>
internal sealed class WriteUnknownException(string message) : Exception(message);
