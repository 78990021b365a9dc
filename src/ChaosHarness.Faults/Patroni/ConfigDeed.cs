using System.Text.Json.Nodes;
using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Patroni;

/// <summary>
/// Changes the cluster's dynamic configuration (<c>PATCH /config</c>): done when it shows the new values. Taking it back
/// gives every changed value what it had before, or removes it again.
/// </summary>
internal sealed class ConfigDeed(INode node, JsonObject patch, FaultRequest request) : PatroniDeed(node, request)
{
    private const string Path = "/config";

    private JsonObject? _reverse;
    private bool _asked;
    private bool _undone;

    public override async Task UndoAsync(CancellationToken ct)
    {
        if (!_asked || _reverse is null)
            return;
        PatroniAnswer answer = await WithLimitAsync(
            (rest, inner) => rest.AskAsync(HttpMethod.Patch, Path, _reverse.ToJsonString(), inner), ct);
        _undone = answer.IsGood;
        if (!answer.IsGood)
            throw new LabException($"Patroni on {Node.Name} refused to have {_reverse.ToJsonString()} back, {answer}");
    }

    public override async Task<Proof> ProveUndoneAsync(CancellationToken ct)
    {
        if (!_undone || _reverse is null)
            return Clock.Seen(false, $"The configuration of the cluster was not given back {_reverse?.ToJsonString()}.");
        // A member shows what it has read in its last loop.
        return await Eventually.HoldsAsync(LookAsync, Limit, Clock, ct);

        async Task<Proof> LookAsync(CancellationToken inner)
        {
            bool holds = JsonPatch.IsApplied(_reverse, await WithLimitAsync((rest, token) => rest.GetAsync(Path, token), inner));
            return Clock.Seen(holds, $"The configuration of the cluster {(holds ? "has" : "lacks")} {_reverse.ToJsonString()}.");
        }
    }

    protected override async Task<PatroniAnswer?> PrepareAsync(PatroniRest rest, CancellationToken ct)
    {
        _reverse = JsonPatch.Reverse(patch, await rest.GetAsync(Path, ct));
        return null;
    }

    protected override Task<PatroniAnswer> DoAsync(PatroniRest rest, CancellationToken ct)
    {
        _asked = true;
        return rest.AskAsync(HttpMethod.Patch, Path, patch.ToJsonString(), ct);
    }

    protected override async Task<(bool Holds, string Seen)> LookAsync(PatroniRest rest, CancellationToken ct)
    {
        bool holds = JsonPatch.IsApplied(patch, await rest.GetAsync(Path, ct));
        return (holds, $"the configuration {(holds ? "has" : "lacks")} {patch.ToJsonString()}");
    }
}
