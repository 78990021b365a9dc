using System.Text.Json.Serialization;

namespace ChaosHarness.Workloads.Workers;

/// <summary>What a worker says of itself, one JSON object a line on its standard output.</summary>
internal sealed record WorkerStatus
{
    /// <summary>It waits for the word to begin.</summary>
    public const string Ready = "ready";

    /// <summary>The schedule runs.</summary>
    public const string Running = "running";

    /// <summary>No operation is started any more.</summary>
    public const string Stopping = "stopping";

    /// <summary>The history is closed.</summary>
    public const string Closed = "closed";

    /// <summary>One of the words above.</summary>
    public required string State { get; init; }

    /// <summary>Operations started.</summary>
    public required long Started { get; init; }

    /// <summary>Of these, ended Ok.</summary>
    public required long Ok { get; init; }

    /// <summary>Of these, ended Fail.</summary>
    public required long Fail { get; init; }

    /// <summary>Of these, ended Info.</summary>
    public required long Info { get; init; }

    /// <summary>Of those ended Fail, not tried because too many were in flight.</summary>
    public required long Overload { get; init; }

    /// <summary>By how many microseconds the latest start since the line before missed its time.</summary>
    public required long LatestMicroseconds { get; init; }
}

/// <summary>Serializers made at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WorkerStatus))]
[JsonSerializable(typeof(WorkerSpec))]
internal sealed partial class WorkerJson : JsonSerializerContext;
