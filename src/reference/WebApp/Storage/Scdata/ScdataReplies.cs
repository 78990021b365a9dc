using System.Text.Json.Serialization;

namespace WebApp.Storage.Scdata;

internal sealed record AppendAnswer(long Length);

internal sealed record LastAnswer(long Id);

internal sealed record DocumentAnswer(long[] Ids);

internal sealed record RegisterAnswer(string Value);

internal sealed record CounterAnswer(long Value);

internal sealed record ProblemAnswer(string? Detail, string? Applied, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AppendAnswer))]
[JsonSerializable(typeof(LastAnswer))]
[JsonSerializable(typeof(DocumentAnswer))]
[JsonSerializable(typeof(RegisterAnswer))]
[JsonSerializable(typeof(CounterAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
internal sealed partial class ScdataJson : JsonSerializerContext;
