using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Patroni;

/// <summary>An operation that Patroni only takes note of: a reload of its configuration, or a new copy of the data.</summary>
internal sealed class SimpleDeed(INode node, string path, string body, FaultRequest request) : PatroniDeed(node, request)
{
    protected override Task<PatroniAnswer?> PrepareAsync(PatroniRest rest, CancellationToken ct) =>
        Task.FromResult<PatroniAnswer?>(null);

    protected override Task<PatroniAnswer> DoAsync(PatroniRest rest, CancellationToken ct) =>
        rest.AskAsync(HttpMethod.Post, path, body, ct);

    protected override Task<(bool Holds, string Seen)> LookAsync(PatroniRest rest, CancellationToken ct) =>
        Task.FromResult((true, "it has taken note"));
}
