using System.Text.Json.Nodes;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Patroni;

/// <summary>
/// Hands the leader's role to another member: <c>POST /switchover</c> names the leader, <c>POST /failover</c> only the
/// candidate. It is done when the cluster has another leader, or the candidate.
/// </summary>
internal sealed class SwitchoverDeed(INode node, INode? candidate, bool isFailover, FaultRequest request)
    : PatroniDeed(node, request)
{
    private string? _before;
    private string? _candidate;

    protected override async Task<PatroniAnswer?> PrepareAsync(PatroniRest rest, CancellationToken ct)
    {
        _before = Leader(await rest.GetAsync("/cluster", ct));
        _candidate = candidate is null ? null : await MemberOnAsync(candidate, rest, ct);
        return null;
    }

    protected override Task<PatroniAnswer> DoAsync(PatroniRest rest, CancellationToken ct)
    {
        JsonObject body = [];
        if (!isFailover)
            body["leader"] = _before ?? throw new LabException("the cluster has no leader that could hand over");
        if (_candidate is not null)
            body["candidate"] = _candidate;
        return rest.AskAsync(HttpMethod.Post, isFailover ? "/failover" : "/switchover", body.ToJsonString(), ct);
    }

    protected override async Task<(bool Holds, string Seen)> LookAsync(PatroniRest rest, CancellationToken ct)
    {
        string? leader = Leader(await rest.GetAsync("/cluster", ct));
        bool holds = leader is not null && (_candidate is null ? leader != _before : leader == _candidate);
        return (holds, $"the leader was {_before ?? "nobody"} and is {leader ?? "nobody"}");
    }
}
