using System.Text.Json.Nodes;
using ChaosHarness.Faults.Injecting;
using ChaosHarness.Labs;

namespace ChaosHarness.Faults.Patroni;

/// <summary>One managed operation, asked of one member. It is done when Patroni says so and its effect can be seen.</summary>
internal abstract class PatroniDeed(INode node, FaultRequest request) : IDeed
{
    /// <summary>The port of the REST interface in Patroni's own examples.</summary>
    public const long DefaultPort = 8008;

    private PatroniAnswer? _answer;

    public string Where => node.Name;

    /// <summary>The member's node.</summary>
    protected INode Node => node;

    /// <summary>When it was asked.</summary>
    protected Instant Asked { get; private set; }

    /// <summary>How long the operation, and the look at its effect, may take.</summary>
    protected TimeSpan Limit { get; } = request.Get("limit", TimeSpan.FromSeconds(60));

    private protected TimeProvider Clock => request.Clock;

    public async Task PrepareAsync(CancellationToken ct)
    {
        node.NeedUp();
        await WithLimitAsync(PrepareAsync, ct);
    }

    public async Task DoAsync(CancellationToken ct)
    {
        Asked = Instant.Now(Clock);
        _answer = await WithLimitAsync(DoAsync, ct);
    }

    public virtual Task UndoAsync(CancellationToken ct) => Task.CompletedTask;

    public async Task<Proof> ProveDoneAsync(CancellationToken ct)
    {
        if (_answer is null)
            return Clock.Seen(false, $"Patroni on {node.Name} was not asked.");
        if (!_answer.IsGood)
            return Clock.Seen(false, $"Patroni on {node.Name} refused, {_answer}.");
        return await Eventually.HoldsAsync(LookAsync, Limit, Clock, ct);

        async Task<Proof> LookAsync(CancellationToken inner)
        {
            (bool holds, string seen) = await LookPatientlyAsync(inner);
            return new Proof(holds, $"Patroni on {node.Name} answered {_answer}; {seen}.", Asked);
        }
    }

    public virtual Task<Proof> ProveUndoneAsync(CancellationToken ct) =>
        Task.FromResult(Clock.Seen(true, "There is nothing to take back."));

    /// <summary>Looks how things are before.</summary>
    protected abstract Task<PatroniAnswer?> PrepareAsync(PatroniRest rest, CancellationToken ct);

    /// <summary>Asks for it.</summary>
    protected abstract Task<PatroniAnswer> DoAsync(PatroniRest rest, CancellationToken ct);

    /// <summary>Looks once whether the effect is there, and says what is seen.</summary>
    protected abstract Task<(bool Holds, string Seen)> LookAsync(PatroniRest rest, CancellationToken ct);

    /// <summary>Does something with the member's REST interface, within the limit.</summary>
    /// <exception cref="LabException">It took longer.</exception>
    protected async Task<T> WithLimitAsync<T>(Func<PatroniRest, CancellationToken, Task<T>> deed, CancellationToken ct)
    {
        using PatroniRest rest = new(node, (int)request.Get("port", DefaultPort));
        using CancellationTokenSource limit = new(Limit, Clock);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await deed(rest, both.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new LabException($"Patroni on {node.Name} did not answer within {Limit.TotalSeconds:0.#} s.");
        }
    }

    /// <summary>The name of the member on a node, as the cluster knows it.</summary>
    protected static async Task<string> MemberOnAsync(INode node, PatroniRest rest, CancellationToken ct)
    {
        JsonNode cluster = await rest.GetAsync("/cluster", ct);
        return Members(cluster).FirstOrDefault(m => $"{m["host"]}" == $"{node.Address}")?["name"]?.ToString()
            ?? throw new LabException($"the cluster has no member on {node.Name} ({node.Address})");
    }

    /// <summary>The members of <c>GET /cluster</c>.</summary>
    protected static IEnumerable<JsonNode> Members(JsonNode cluster) =>
        cluster["members"]?.AsArray().OfType<JsonNode>() ?? [];

    /// <summary>The name of the leader of <c>GET /cluster</c>; null when it has none.</summary>
    protected static string? Leader(JsonNode cluster) =>
        Members(cluster).FirstOrDefault(m => $"{m["role"]}" is "leader" or "standby_leader")?["name"]?.ToString();

    /// <summary>A member that changes may be out of reach for a moment.</summary>
    private async Task<(bool Holds, string Seen)> LookPatientlyAsync(CancellationToken ct)
    {
        try
        {
            return await WithLimitAsync(Once, ct);
        }
        catch (LabException e)
        {
            return (false, e.Message);
        }

        async Task<(bool, string)> Once(PatroniRest rest, CancellationToken inner) => await LookAsync(rest, inner);
    }
}
