using System.Text.Json.Nodes;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Patroni;

/// <summary>Restarts a member's PostgreSQL (<c>POST /restart</c>): done when its postmaster is a younger one.</summary>
internal sealed class RestartDeed(INode node, FaultRequest request) : PatroniDeed(node, request)
{
    private string? _before;

    protected override async Task<PatroniAnswer?> PrepareAsync(PatroniRest rest, CancellationToken ct)
    {
        _before = await StartAsync(rest, ct);
        return null;
    }

    protected override Task<PatroniAnswer> DoAsync(PatroniRest rest, CancellationToken ct) =>
        rest.AskAsync(HttpMethod.Post, "/restart", "{}", ct);

    protected override async Task<(bool Holds, string Seen)> LookAsync(PatroniRest rest, CancellationToken ct)
    {
        string? now = await StartAsync(rest, ct);
        return (now is not null && now != _before, $"PostgreSQL was started at {_before ?? "?"} and is now of {now ?? "?"}");
    }

    private static async Task<string?> StartAsync(PatroniRest rest, CancellationToken ct)
    {
        JsonNode member = await rest.GetAsync("/patroni", ct);
        return member["postmaster_start_time"]?.ToString();
    }
}
