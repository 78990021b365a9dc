using ChaosHarness.Labs;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.HAProxy;

/// <summary>Asks one HAProxy for the state of its servers, over one connection that stays open.</summary>
internal sealed class HAProxyProbe(INode node, string socket, string? backend, TimeSpan timeout, TimeProvider clock)
    : IProbe
{
    /// <summary>The value of HAProxy itself while it answers.</summary>
    public const string Answering = "answering";

    private static readonly string[] s_kept = ["status", "check_status", "check_code", "lastchg", "addr"];

    private HAProxySocket? _socket;

    public async Task<IReadOnlyList<Answer>> AskAsync(CancellationToken ct)
    {
        _socket ??= await Connecting.WithinAsync(
            inner => HAProxySocket.ConnectAsync(node, socket, inner), timeout, clock, ct);
        return Understand(await _socket.AskAsync("show stat", ct));
    }

    public ValueTask DisposeAsync() => _socket?.DisposeAsync() ?? ValueTask.CompletedTask;

    private List<Answer> Understand(string statistics)
    {
        List<Answer> answers = [new Answer(node.Name, Answering, new Dictionary<string, string>())];
        foreach (IReadOnlyDictionary<string, string> row in HAProxyStatistics.Read(statistics))
        {
            if (row["svname"] is "FRONTEND" or "BACKEND" || (backend is not null && row["pxname"] != backend))
                continue;
            string status = row["status"];
            // "UP 1/3" is up with one failed check: a state on its way to another, told in the data.
            string value = status == "no check" ? status : status.Split(' ')[0];
            Dictionary<string, string> data = s_kept.Where(row.ContainsKey).ToDictionary(k => k, k => row[k]);
            answers.Add(new Answer($"{row["pxname"]}/{row["svname"]}", value, data));
        }

        return answers;
    }
}
