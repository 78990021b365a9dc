using System.Net;
using System.Net.Sockets;

namespace ChaosHarness.Tests.Kit;

/// <summary>
/// A real TCP server on loopback that goes out of service on command and keeps the truth about it. It speaks the
/// reference web application's HTTP API and as much RESP as the clients use, on one port. Its lock decides about each
/// request whether it is answered, and its clock is read under the same lock, so <see cref="Outages"/> is exact.
/// </summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly IScriptedStore _store;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly HashSet<ScriptedConnection> _connections = [];
    private readonly List<TrueOutage> _outages = [];

    /// <summary>Bound and never listening: keeps the port ours while the listener is closed.</summary>
    private readonly Socket _placeholder = NewSocket();

    private Socket? _listener;
    private OutageMode? _mode;
    private Instant _from;
    private TaskCompletionSource _served = NewSignal();
    private int _accepted;
    private int _held;

    private ScriptedServer(TimeProvider clock, IScriptedStore store)
    {
        _clock = clock;
        _store = store;
        _placeholder.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Endpoint = (IPEndPoint)_placeholder.LocalEndPoint!;
        Listen();
    }

    /// <summary>Where it listens when it does.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>How late answers are in <see cref="OutageMode.Slow"/>. Defaults to 300 ms.</summary>
    public TimeSpan SlowBy { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether requests swallowed by <see cref="OutageMode.HalfOpen"/> take effect all the same.</summary>
    public bool AppliesUnanswered { get; set; }

    /// <summary>What it says when it is asked as a sentinel for the master; itself by default.</summary>
    public IPEndPoint? Master { get; set; }

    /// <summary>Connections accepted so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Requests that wait for the end of a <see cref="OutageMode.Hang"/>.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>The outages that are over, in order.</summary>
    public IReadOnlyList<TrueOutage> Outages
    {
        get
        {
            lock (_gate) return [.. _outages];
        }
    }

    /// <summary>Starts a server on a free port of 127.0.0.1. Without a store it gets an <see cref="HonestStore"/>.</summary>
    public static ScriptedServer Start(TimeProvider clock, IScriptedStore? store = null) =>
        new(clock, store ?? new HonestStore());

    /// <summary>Runs a script to its end; returns when the last outage is over.</summary>
    public async Task RunAsync(IEnumerable<OutageStep> script, CancellationToken ct)
    {
        foreach (var step in script)
        {
            await Task.Delay(step.After, _clock, ct);
            Break(step.Mode);
            if (step.Length > TimeSpan.Zero) await Task.Delay(step.Length, _clock, ct);
            Heal();
        }
    }

    /// <summary>Begins an outage.</summary>
    public void Break(OutageMode mode)
    {
        lock (_gate)
        {
            if (_mode is not null) throw new InvalidOperationException("There is an outage already.");
            _mode = mode;
            _from = Instant.Now(_clock);
            if (mode is OutageMode.Refuse) _listener!.Dispose();
            if (mode is OutageMode.Refuse or OutageMode.Reset) ResetAll();
            if (mode is OutageMode.HalfOpen) foreach (var connection in _connections) connection.Dead = true;
        }
    }

    /// <summary>Ends the outage.</summary>
    public void Heal() => Heal(null);

    /// <summary>
    /// Ends the outage. With <see cref="OutageMode.Reset"/> all connections are reset first, and what waited on them is
    /// never served.
    /// </summary>
    public void Heal(OutageMode? parting)
    {
        lock (_gate)
        {
            if (_mode is not { } mode) throw new InvalidOperationException("There is no outage.");
            if (parting is OutageMode.Reset) ResetAll();
            if (mode is OutageMode.Refuse) Listen();
            _outages.Add(new TrueOutage(mode, _from, Instant.Now(_clock)));
            _mode = null;
            _served.SetResult();
            _served = NewSignal();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        lock (_gate)
        {
            _listener?.Dispose();
            ResetAll();
        }

        _placeholder.Dispose();
        _end.Dispose();
    }

    /// <summary>The answer to a request, or null when there never is one.</summary>
    internal async Task<byte[]?> ServeAsync(ScriptedConnection connection, ScriptedRequest request, CancellationToken ct)
    {
        while (true)
        {
            bool wait, slow;
            byte[]? reply;
            Task served;
            lock (_gate)
            {
                (wait, reply) = Decide(connection, request);
                slow = _mode is OutageMode.Slow;
                served = _served.Task;
            }

            if (wait)
            {
                Interlocked.Increment(ref _held);
                await served.WaitAsync(ct);
                Interlocked.Decrement(ref _held);
                continue;
            }

            if (slow) await Task.Delay(SlowBy, _clock, ct);
            return reply;
        }
    }

    internal void Gone(ScriptedConnection connection)
    {
        lock (_gate) _connections.Remove(connection);
    }

    private (bool Wait, byte[]? Reply) Decide(ScriptedConnection connection, in ScriptedRequest request)
    {
        if (connection.Dead)
        {
            if (AppliesUnanswered) Reply(request);
            return (false, null);
        }

        return _mode switch
        {
            null or OutageMode.Slow => (false, Reply(request)),
            OutageMode.Hang => (true, null),
            OutageMode.Error => (false, ScriptedReply.Error(request, "LOADING", "the server is out of service")),
            _ => (false, null),
        };
    }

    private byte[] Reply(in ScriptedRequest request) => ScriptedReply.Serve(
        request, _store, request.Verb == ScriptedVerb.MasterAddress ? Master ?? Endpoint : Endpoint);

    private void Listen()
    {
        _listener = NewSocket();
        _listener.Bind(Endpoint);
        _listener.Listen(4096);
        _ = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true) Add(await listener.AcceptAsync(_end.Token));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The listener was closed by an outage or at the end.
        }
    }

    private void Add(Socket socket)
    {
        socket.NoDelay = true;
        Interlocked.Increment(ref _accepted);
        var connection = new ScriptedConnection(this, socket);
        lock (_gate)
        {
            if (_mode is OutageMode.Refuse or OutageMode.Reset || _end.IsCancellationRequested)
            {
                connection.Reset();
                return;
            }

            connection.Dead = _mode is OutageMode.HalfOpen;
            _connections.Add(connection);
        }

        _ = Task.Run(() => connection.RunAsync(_end.Token), CancellationToken.None);
    }

    private void ResetAll()
    {
        foreach (var connection in _connections)
        {
            connection.Dead = true;
            connection.Reset();
        }

        _connections.Clear();
    }

    private static Socket NewSocket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        return socket;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
