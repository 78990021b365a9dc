using ChaosHarness.Histories;

namespace ChaosHarness.Workloads.Clients;

/// <summary>One operation to be done.</summary>
/// <param name="Kind">What.</param>
/// <param name="Set">Which kind of data.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The argument, where there is one.</param>
internal readonly record struct Call(OperationKind Kind, DataSet Set, int Key, long Value);

/// <summary>The kinds of data that workloads keep.</summary>
internal enum DataSet : byte
{
    /// <summary>Append-only lists: documents. In Redis <c>doc:{key}</c>.</summary>
    Documents,

    /// <summary>Registers. In Redis <c>reg:{key}</c>.</summary>
    Registers,

    /// <summary>Counters. In Redis <c>ctr:{key}</c>.</summary>
    Counters,
}

/// <summary>How a call ended.</summary>
/// <param name="Outcome">Ok, Fail or Info.</param>
/// <param name="Error">The error class; null when Ok.</param>
/// <param name="Server">Who answered; null when nobody did.</param>
/// <param name="Result">What came back, or <see cref="Operation.Nothing"/>.</param>
internal readonly record struct Reply(Outcome Outcome, string? Error, string? Server, long Result)
{
    /// <summary>Done and acknowledged.</summary>
    public static Reply Ok(string? server, long result = Operation.Nothing) => new(Outcome.Ok, null, server, result);

    /// <summary>Surely not done.</summary>
    public static Reply Fail(string error, string? server = null) => new(Outcome.Fail, error, server, Operation.Nothing);

    /// <summary>Nobody knows.</summary>
    public static Reply Info(string error, string? server = null) => new(Outcome.Info, error, server, Operation.Nothing);
}

/// <summary>Applies operations through one entry point. Safe to call from any thread.</summary>
internal interface IClient : IAsyncDisposable
{
    /// <summary>Finds out what it has to know before the first operation; gives up quietly after some seconds.</summary>
    Task OpenAsync(CancellationToken ct);

    /// <summary>
    /// Does an operation once. It never throws for what the target does, and ends soon after the deadline.
    /// </summary>
    ValueTask<Reply> ExecuteAsync(Call call, Instant deadline);
}

/// <summary>How far the reading of an answer has come.</summary>
internal enum Reading
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>The answer is whole.</summary>
    Complete,

    /// <summary>This is not the protocol.</summary>
    Malformed,
}

/// <summary>An answer that is whole.</summary>
/// <param name="Reply">What it means.</param>
/// <param name="Consumed">Its bytes; more than these on the connection are nobody's.</param>
/// <param name="KeepAlive">Whether the connection may be used again.</param>
internal readonly record struct Answer(Reply Reply, int Consumed, bool KeepAlive);

/// <summary>How the other end greeted a new connection.</summary>
/// <param name="Error">Why it cannot be used, as an error class; null when it can.</param>
/// <param name="Server">Who it is, when it said so.</param>
/// <param name="IsStandby">Whether it said that it takes no writes.</param>
/// <param name="Consumed">The bytes of the greeting.</param>
internal readonly record struct Greeted(string? Error, string? Server, bool IsStandby, int Consumed);

/// <summary>What is said on a new connection before the first request; no operation is part of it.</summary>
internal interface IGreeting
{
    /// <summary>Words it and gives its length.</summary>
    int Write(Span<byte> buffer);

    /// <summary>Reads the answer to it from all bytes received so far.</summary>
    Reading Read(ReadOnlySpan<byte> received, out Greeted answer);
}

/// <summary>How operations look on the wire. Each call is one request and one answer.</summary>
internal interface IProtocol
{
    /// <summary>What a new connection begins with; null when it begins with the first request.</summary>
    IGreeting? Greeting => null;

    /// <summary>Words a request and gives its length.</summary>
    int Write(Span<byte> buffer, in Call call);

    /// <summary>Reads the answer to a call from all bytes received so far. May change them in place when complete.</summary>
    /// <param name="received">The bytes.</param>
    /// <param name="ended">Whether the server has closed its side.</param>
    /// <param name="call">The call.</param>
    /// <param name="names">Makes strings of names that come with every answer.</param>
    /// <param name="answer">The answer, when complete.</param>
    Reading Read(Span<byte> received, bool ended, in Call call, NameCache names, out Answer answer);
}
