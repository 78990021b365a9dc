using System.Net;
using System.Net.Sockets;

namespace ChaosHarness.Workloads.Clients;

/// <summary>A TCP connection that carries one request and one answer at a time, and knows whether anything was sent.</summary>
internal sealed class Connection : IDisposable
{
    /// <summary>The longest request.</summary>
    public const int RequestMax = 512;

    private const int InitialBuffer = 1024;
    private const int LargestBuffer = 1 << 20;
    private const long None = long.MaxValue;
    private const long Expired = -1;

    private readonly Socket _socket;
    private readonly Deadlines _deadlines;
    private byte[] _received;
    private int _count;
    private long _deadline;

    /// <summary>A connection still to be made.</summary>
    public Connection(AddressFamily family, Deadlines deadlines, Instant deadline)
    {
        _socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };
        _deadlines = deadlines;
        _deadline = deadline.Nanoseconds;
        _received = deadlines.Add(this) ?? new byte[InitialBuffer];
    }

    /// <summary>Where <see cref="Deadlines"/> keeps it.</summary>
    internal int Place { get; set; } = -1;

    /// <summary>The other end as <c>ip:port</c>.</summary>
    public string Server { get; private set; } = "";

    /// <summary>Replaces the address by the name that the other end has given itself.</summary>
    public void Identify(string server) => Server = server;

    /// <summary>Names that the server says in its answers.</summary>
    public NameCache Names => field ??= new NameCache();

    /// <summary>
    /// Where requests are worded. It is the buffer for the answer too: that does not come before the request has gone.
    /// </summary>
    public Span<byte> Request => _received.AsSpan(0, RequestMax);

    /// <summary>When it was put aside last.</summary>
    public Instant IdleSince { get; set; }

    /// <summary>Whether its deadline has passed and it was closed for that.</summary>
    public bool IsExpired => Volatile.Read(ref _deadline) == Expired;

    /// <summary>Everything received since the last <see cref="Clear"/>.</summary>
    public Span<byte> Received => _received.AsSpan(0, _count);

    /// <summary>
    /// Whether an idle connection must not be used: nothing was asked, so anything to read is the end of it (or an
    /// answer to nobody).
    /// </summary>
    public bool IsStale => _socket.Poll(0, SelectMode.SelectRead);

    /// <exception cref="SocketException">It could not be made.</exception>
    public async ValueTask ConnectAsync(IPEndPoint endpoint, string name)
    {
        await _socket.ConnectAsync(endpoint);
        Server = name;
    }

    /// <summary>Sets the time by which the exchange that now begins must be over.</summary>
    public void Arm(Instant deadline) => Volatile.Write(ref _deadline, deadline.Nanoseconds);

    /// <summary>Takes the deadline away; false when it has passed already.</summary>
    public bool Disarm()
    {
        long seen = Volatile.Read(ref _deadline);
        return seen != Expired && Interlocked.CompareExchange(ref _deadline, None, seen) == seen;
    }

    /// <summary>Marks it as expired if its deadline has passed; then it has to be aborted.</summary>
    public bool TryExpire(Instant now)
    {
        long deadline = Volatile.Read(ref _deadline);
        return deadline != Expired && deadline < now.Nanoseconds
            && Interlocked.CompareExchange(ref _deadline, Expired, deadline) == deadline;
    }

    /// <summary>Sends what stands in <see cref="Request"/>.</summary>
    /// <returns>Whether the kernel took any byte of it, and the error that kept it from taking all.</returns>
    public ValueTask<(bool Sent, SocketError Error)> SendAsync(int length)
    {
        try
        {
            int sent = _socket.Send(_received.AsSpan(0, length), SocketFlags.None, out var error);
            if (error == SocketError.Success && sent == length) return new((true, error));
            if (error is not (SocketError.Success or SocketError.WouldBlock)) return new((false, error));
            return SendRestAsync(sent, length);
        }
        catch (ObjectDisposedException)
        {
            return new((false, SocketError.OperationAborted));
        }
    }

    /// <summary>The send buffer was full, which one short request does not do to a connection without others.</summary>
    private async ValueTask<(bool Sent, SocketError Error)> SendRestAsync(int sent, int length)
    {
        try
        {
            await _socket.SendAsync(_received.AsMemory(sent, length - sent), SocketFlags.None);
            return (true, SocketError.Success);
        }
        catch (SocketException e)
        {
            return (true, e.SocketErrorCode); // how much went out is not known
        }
        catch (ObjectDisposedException)
        {
            return (true, SocketError.OperationAborted);
        }
    }

    /// <summary>Receives more; 0 when the server has closed its side.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="ObjectDisposedException">It was aborted.</exception>
    public async ValueTask<int> ReceiveAsync()
    {
        if (_count == _received.Length)
        {
            if (_count >= LargestBuffer) throw new SocketException((int)SocketError.MessageSize);
            Array.Resize(ref _received, _count * 2);
        }

        int read = await _socket.ReceiveAsync(_received.AsMemory(_count), SocketFlags.None);
        _count += read;
        return read;
    }

    /// <summary>Forgets what was received.</summary>
    public void Clear() => _count = 0;

    /// <summary>
    /// Closes it with a reset: no TIME_WAIT stays behind, of which a machine has some 28,000 per target. Only for
    /// exchanges that are complete.
    /// </summary>
    public void Reset()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }

        Dispose();
    }

    /// <summary>Closes the socket; whoever waits for it gets an exception.</summary>
    public void Abort() => _socket.Dispose();

    /// <summary>Closes it. Nobody waits for it any more.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _deadlines.Remove(this, _received.Length == InitialBuffer ? _received : null);
    }
}
