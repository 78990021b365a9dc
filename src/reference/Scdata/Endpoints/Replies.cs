using System.Text.Json.Serialization;
using Scdata.Hosting;

namespace Scdata.Endpoints;

/// <summary>Answer to an append: the element, how many the document has with it, and the transaction.</summary>
internal sealed record AppendReply(string Key, long Id, long Length, long Transaction);

internal sealed record LastReply(long Id);

internal sealed record DocumentReply(string Key, long[] Ids);

internal sealed record RegisterReply(string Key, string Value, long? Transaction = null);

internal sealed record CounterReply(string Key, long Value, long? Transaction = null);

/// <summary>Answer to a poll.</summary>
/// <param name="Applied">How many transactions it found.</param>
internal sealed record PollReply(string Role, long Applied, long Transactions);

/// <summary>The last transaction that was committed here, or read from the log.</summary>
/// <param name="At">When it was committed, UTC.</param>
/// <param name="Node">By whom.</param>
internal sealed record LastTransaction(long Id, string At, string Node, long Incarnation);

/// <param name="Role"><c>active</c>, <c>standby</c> or <c>starting</c>.</param>
/// <param name="Incarnation">This process's number among all that ever held the lock; missing before.</param>
/// <param name="LockHeld">Whether this process holds the lock on the log.</param>
/// <param name="LogBytes">How much of the log was applied.</param>
/// <param name="Transactions">How many transactions were applied.</param>
/// <param name="CaughtUp">Whether the log has been read to its end once; later looks find only what is new.</param>
/// <param name="Problem">Why a standby cannot read the log at the moment.</param>
internal sealed record StatusReply(
    string Role, string Node, int Pid, long? Incarnation, bool LockHeld, long LogBytes, long Transactions,
    bool CaughtUp, LastTransaction? LastTransaction, string? Problem)
{
    public static StatusReply Of(EngineStatus status, string node) => new(
        Name(status.Role), node, Environment.ProcessId, status.Incarnation, status.LockHeld, status.At.End, status.At.LastId,
        status.CaughtUp, status.At.LastId == 0 ? null : new LastTransaction(
            status.At.LastId, LogListing.Time(status.At.Time), status.At.Node, status.At.Incarnation),
        status.Problem);

    public static string Name(Hosting.Role role) => role switch
    {
        Hosting.Role.Active => "active",
        Hosting.Role.Standby => "standby",
        _ => "starting",
    };
}

/// <summary>Serializers made at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AppendReply))]
[JsonSerializable(typeof(LastReply))]
[JsonSerializable(typeof(DocumentReply))]
[JsonSerializable(typeof(RegisterReply))]
[JsonSerializable(typeof(CounterReply))]
[JsonSerializable(typeof(PollReply))]
[JsonSerializable(typeof(StatusReply))]
internal sealed partial class ReplyJson : JsonSerializerContext;
