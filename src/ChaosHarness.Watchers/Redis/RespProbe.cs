using ChaosHarness.Labs;
using ChaosHarness.Watchers.Polling;
using ChaosHarness.Watchers.Redis.Resp;

namespace ChaosHarness.Watchers.Redis;

/// <summary>Some commands, encoded once, and the number of answers that they have.</summary>
internal sealed record RespQuestion(byte[] Commands, int Answers)
{
    public RespQuestion(params IReadOnlyList<IReadOnlyList<string>> commands)
        : this([.. commands.SelectMany(c => RespClient.Encode(c))], commands.Count)
    {
    }
}

/// <summary>Puts a question to a Redis server or sentinel over one connection that stays open.</summary>
internal sealed class RespProbe(INode node, int port, string? password, TimeSpan timeout, TimeProvider clock) : IProbe
{
    private RespClient? _client;

    /// <summary>What is asked.</summary>
    public required RespQuestion Question { get; init; }

    /// <summary>What the replies mean.</summary>
    public required Func<IReadOnlyList<RespValue>, IReadOnlyList<Answer>> Understand { get; init; }

    public async Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct)
    {
        _client ??= await Connecting.WithinAsync(
            inner => RespClient.ConnectAsync(node, port, password, inner), timeout, clock, ct);
        await _client.SendAsync(Question.Commands, ct);
        RespValue[] replies = new RespValue[Question.Answers];
        for (int i = 0; i < replies.Length; i++)
            replies[i] = await _client.ReadAsync(ct);
        return Understand(replies);
    }

    public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? ValueTask.CompletedTask;
}
