using ChaosHarness.Labs;
using ChaosHarness.Watchers.Polling;

namespace ChaosHarness.Watchers.HAProxy;

/// <summary>Asks one HAProxy for the state of its servers, over one connection that stays open.</summary>
internal sealed class HAProxyProbe(INode node, string socket, TimeSpan timeout, TimeProvider clock) : IProbe
{
    /// <summary>The value of HAProxy itself while it answers.</summary>
    public const string Answering = "answering";

    private static readonly string[] s_kept = ["status", "check_status", "check_code", "lastchg", "addr"];

    private HAProxySocket? _socket;

    /// <summary>The one backend to look at; null for all.</summary>
    public string? Backend { get; init; }

    /// <summary>Whether a server's value is the number of its sessions.</summary>
    public bool ShowsSessions { get; init; }

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
            if (row["svname"] is "FRONTEND" or "BACKEND" || (Backend is not null && row["pxname"] != Backend))
                continue;
            string value = ShowsSessions ? row["scur"] : State(row["status"]);
            Dictionary<string, string> data = s_kept.Where(row.ContainsKey).ToDictionary(k => k, k => row[k]);
            answers.Add(new Answer($"{row["pxname"]}/{row["svname"]}", value, data));
        }

        return answers;
    }

    /// <summary>"UP 1/3" is up with one failed check: a state on its way to another, told in the data.</summary>
    private static string State(string status) => status == "no check" ? status : status.Split(' ')[0];
}
