using System.Text.Json.Serialization;

namespace WebApp.Endpoints;

/// <summary>Answer to an append: the element, and how many the document has with it.</summary>
internal sealed record AppendReply(string Key, long Id, long Length);

internal sealed record LastReply(long Id);

internal sealed record DocumentReply(string Key, long[] Ids);

internal sealed record RegisterReply(string Key, string Value);

internal sealed record CounterReply(string Key, long Value);

internal sealed record HealthReply(string Status, string? StoreNode, string? Detail);

internal sealed record VersionReply(string Name, string Version, string Node, string Runtime, int ProcessId);

/// <summary>An error as application/problem+json, RFC 9457; <see cref="DocumentEndpoints"/> has the table.</summary>
/// <param name="Applied"><c>no</c> or <c>unknown</c>; missing where the question does not arise.</param>
/// <param name="Reason">A stable word for programs.</param>
/// <param name="StoreNode">Where the operation was sent, if anywhere.</param>
internal sealed record Problem(
    string Title, int Status, string Detail, string? Applied = null, string? Reason = null, string? StoreNode = null);

/// <summary>Serializers made at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AppendReply))]
[JsonSerializable(typeof(LastReply))]
[JsonSerializable(typeof(DocumentReply))]
[JsonSerializable(typeof(RegisterReply))]
[JsonSerializable(typeof(CounterReply))]
[JsonSerializable(typeof(HealthReply))]
[JsonSerializable(typeof(VersionReply))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ReplyJson : JsonSerializerContext;
