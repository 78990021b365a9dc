using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Network;

/// <summary>Drops traffic in the switch by rules.</summary>
/// <param name="lab">The lab.</param>
/// <param name="rules">What is dropped.</param>
/// <param name="probes">Connections that these rules hit.</param>
/// <param name="clock">The run's clock.</param>
internal sealed class RulesDeed(
    ILab lab, IReadOnlyList<DropRule> rules, IReadOnlyList<Reach> probes, TimeProvider clock) : IDeed
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long traffic is sent until a rule that drops at random has dropped some: at 1 % a packet is missing after
    /// some hundred of them, which take well under a second on an idle machine.
    /// </summary>
    private static readonly TimeSpan s_randomLimit = TimeSpan.FromSeconds(10);

    private IReadOnlyList<Reach> _before = [];
    private HashSet<string> _foreign = [];
    private IReadOnlyList<string>? _ids;
    private Instant _asked;
    private int _tried;
    private int _lost;

    public string Where => "switch";

    /// <summary>Whether all matching traffic is dropped.</summary>
    private bool DropsAll => rules.All(r => r.Percent == 100);

    public async Task PrepareAsync(CancellationToken ct)
    {
        _before = await Reach.BaselineAsync(probes, clock, ct);
        if (_before.Count > 0)
            return;
        INode[] ends = [.. probes.SelectMany(p => new[] { p.From, p.To }).Distinct()];
        INode[] off = [.. ends.Where(n => n.State != NodeState.Up)];
        throw new LabException(off.Length > 0
            ? $"There is no traffic that could be cut: {Requests.List(off)} is not up."
            : $"Nothing passes before the cut ({Requests.List(probes.Select(p => $"{p}"))}): it could not be shown.");
    }

    public async Task DoAsync(CancellationToken ct)
    {
        _foreign = [.. (await lab.Network.RulesAsync(ct)).Select(r => r.Id)];
        _asked = Instant.Now(clock);
        _ids = await lab.Network.AddAsync(rules, ct);
    }

    public async Task UndoAsync(CancellationToken ct)
    {
        // Without ids the switch was interrupted: what is there now, looks like ours and was not there before, is ours.
        string[] ids = _ids is not null
            ? [.. _ids]
            : [.. (await lab.Network.RulesAsync(ct)).Where(IsOurs).Select(r => r.Id)];
        if (ids.Length > 0)
            await lab.Network.RemoveAsync(ids, ct);
    }

    public Task<Proof> ProveDoneAsync(CancellationToken ct) =>
        Eventually.HoldsAsync(LookDroppingAsync, DropsAll ? s_limit : s_randomLimit, clock, ct);

    public Task<Proof> ProveUndoneAsync(CancellationToken ct) =>
        Eventually.HoldsAsync(LookGoneAsync, s_limit, clock, ct);

    private async Task<Proof> LookDroppingAsync(CancellationToken ct)
    {
        IReadOnlyList<Reach> answered = await Reach.AnsweredAsync(_before, clock, ct);
        _tried += _before.Count;
        _lost += _before.Count - answered.Count;
        InstalledRule[] ours = await OursAsync(ct);
        long dropped = ours.Sum(r => r.Dropped);
        Instant now = Instant.Now(clock);
        if (ours.Length != rules.Count)
            return new Proof(false, $"Of {rules.Count} rules the switch has only {ours.Length}.", now);
        if (DropsAll && answered.Count > 0)
            return new Proof(false, $"{answered[0]} is still answered.", now);
        string seen = $"The switch has {ours.Length} of {rules.Count} rules and has dropped {dropped} packets; of "
            + $"{_tried} connections tried, {_lost} were not answered within {Reach.Timeout.TotalMilliseconds:0} ms.";
        return new Proof(dropped > 0, seen, dropped > 0 ? _asked : now);
    }

    private async Task<Proof> LookGoneAsync(CancellationToken ct)
    {
        InstalledRule[] ours = await OursAsync(ct);
        if (ours.Length > 0)
            return clock.Seen(false, $"The switch still has {ours.Length} of the rules.");
        return await Reopened.LookAsync(lab, _before, "The switch has none of the rules any more", clock, ct);
    }

    private async Task<InstalledRule[]> OursAsync(CancellationToken ct)
    {
        IReadOnlyList<InstalledRule> all = await lab.Network.RulesAsync(ct);
        return [.. all.Where(r => _ids?.Contains(r.Id) == true)];
    }

    private bool IsOurs(InstalledRule rule) => !_foreign.Contains(rule.Id) && rules.Any(r => Same(r, rule.Rule));

    private static bool Same(DropRule left, DropRule right) =>
        left.Port == right.Port && left.Percent == right.Percent
        && left.From.SequenceEqual(right.From) && left.To.SequenceEqual(right.To);
}
