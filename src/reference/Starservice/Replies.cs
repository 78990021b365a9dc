using System.Text.Json.Serialization;

namespace Starservice;

/// <param name="Scdata">The process that this service looks after.</param>
internal sealed record StatusReply(int Pid, ScdataReply Scdata);

/// <param name="Role">What it said it is when it was last asked; missing while it has not answered.</param>
/// <param name="Polls">How often it was asked to read the log, and answered.</param>
/// <param name="Transactions">How many transactions it had applied by then.</param>
/// <param name="Problem">Why it did not answer the last time; missing if it did.</param>
internal sealed record ScdataReply(int Pid, bool Running, string? Role, long Polls, long? Transactions, string? Problem);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StatusReply))]
internal sealed partial class ReplyJson : JsonSerializerContext;
